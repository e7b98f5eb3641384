import { Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Clock } from '../kernel/clock/clock.js';
import { Public } from '../kernel/http/access.decorators.js';
import { Meter } from '../kernel/metering/meter.js';
import { PushRefused } from '../wechat/push/push.errors.js';
import type { PushQuery } from '../wechat/push/verify-push.js';
import { PushRefusals } from './push-refusals.js';
import { PushCutShort, readPushBody } from './push-body.js';
import { PushService } from './push.service.js';

const NOTHING_TO_SAY = 'success';
const REFUSED = 'refused';

/**
 * Where WeChat pushes to (服务器配置). What it wants to hear counts to the byte: status 200, the echo or `success` bare.
 * Whatever is wrong with a request, the answer is one and the same.
 */
@Controller('wechat/:account/push')
export class PushController {
  constructor(
    private readonly pushes: PushService,
    private readonly refusals: PushRefusals,
    private readonly clock: Clock,
    private readonly meter: Meter,
  ) {}

  /** The console asks whether the address is ours. */
  @Get()
  @Public()
  async handshake(
    @Param('account') account: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    try {
      send(response, 200, 'text/plain', await this.pushes.shakeHands(account, queryOf(request)));
    } catch (error) {
      this.refuse(account, error, response);
    }
  }

  /** A message or an event. */
  @Post()
  @Public()
  async push(
    @Param('account') account: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const since = this.clock.monotonicMs();
    let outcome: 'taken' | 'refused' | 'failed' = 'failed';
    try {
      const answer = await this.pushes.receive(account, queryOf(request), () => readPushBody(request));
      send(response, 200, answer === null ? 'text/plain' : 'text/xml', answer ?? NOTHING_TO_SAY);
      outcome = 'taken';
    } catch (error) {
      if (error instanceof PushRefused || error instanceof PushCutShort) outcome = 'refused';
      this.refuse(account, error, response);
    } finally {
      this.meter.observe('push_answer_seconds', { outcome }, (this.clock.monotonicMs() - since) / 1000);
    }
  }

  private refuse(account: string, error: unknown, response: Response): void {
    if (!(error instanceof PushRefused)) throw error;
    this.refusals.note(account, error);
    // What is left of a body that is too long is not waited for.
    response.setHeader('connection', 'close');
    send(response, 403, 'text/plain', REFUSED);
  }
}

/** A parameter that comes twice counts as none. */
function queryOf({ query }: Request): PushQuery {
  return Object.fromEntries(Object.entries(query).filter(([, value]) => typeof value === 'string'));
}

function send(response: Response, status: number, type: string, text: string): void {
  const body = Buffer.from(text, 'utf8');
  response.writeHead(status, {
    'content-type': `${type}; charset=utf-8`,
    'content-length': body.length,
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'; sandbox",
    'x-content-type-options': 'nosniff',
  });
  response.end(body);
}
