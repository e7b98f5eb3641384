import 'reflect-metadata';
import { request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Body,
  Controller,
  Get,
  Header,
  HttpCode,
  Module,
  Param,
  Post,
  Query,
  Redirect,
  Req,
  Res,
} from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { Request, Response } from 'express';
import { sendRaw } from '../../../test/support/visitor-raw-socket.js';
import { FastExpressAdapter } from './fast-express.adapter.js';

const changed = { request: 0, response: 0 };

@Controller()
class SmallController {
  @Get('hello/:name')
  hello(@Param('name') name: string, @Query() query: object, @Req() request: Request): object {
    return {
      name,
      query,
      ip: request.ip,
      protocol: request.protocol,
      host: request.host,
      path: request.path,
    };
  }

  @Post('echo')
  @HttpCode(201)
  echo(@Body() body: unknown, @Req() request: Request): object {
    return { body, json: request.is('json'), accepts: request.accepts(['html', 'json']) };
  }

  @Get('cookie')
  @Header('X-Own', 'yes')
  cookie(@Res() response: Response): void {
    response.cookie('a', 'b', { httpOnly: true, sameSite: 'lax' });
    response.append('Set-Cookie', 'c=d');
    response.type('text').send('biscuit');
  }

  @Get('elsewhere')
  @Redirect('/hello/there', 302)
  elsewhere(): void {}

  @Get('broken')
  broken(): never {
    throw new Error('told to nobody');
  }

  @Get('streamed')
  streamed(@Res() response: Response): void {
    response.write('one ');
    response.end('two');
  }

  @Get('prototypes')
  prototypes(@Req() request: Request, @Res() response: Response): void {
    const app = request.app as unknown as { request: object; response: object };
    response.json({
      request: Object.getPrototypeOf(request) === app.request,
      response: Object.getPrototypeOf(response) === app.response,
      changed: { ...changed },
    });
  }
}

@Module({ controllers: [SmallController] })
class SmallModule {}

/** Counts the objects whose prototype really becomes another one. */
const original = Object.setPrototypeOf;
beforeAll(() => {
  Object.setPrototypeOf = ((object: object, prototype: object) => {
    if (Object.getPrototypeOf(object) !== prototype) {
      if (prototype && 'acceptsCharsets' in prototype) changed.request++;
      if (prototype && 'sendFile' in prototype) changed.response++;
    }
    return original(object, prototype) as unknown;
  }) as typeof Object.setPrototypeOf;
});
afterAll(() => void (Object.setPrototypeOf = original));

async function startWith(remedy: boolean): Promise<NestExpressApplication> {
  const app = await NestFactory.create<NestExpressApplication>(SmallModule, new FastExpressAdapter(remedy), {
    logger: false,
    abortOnError: false,
  });
  await app.listen(0, '127.0.0.1');
  return app;
}

interface Asked {
  method?: string;
  path: string;
  headers?: Record<string, string | string[]>;
  body?: string;
}

function ask(app: NestExpressApplication, { method = 'GET', path, headers, body }: Asked): Promise<unknown> {
  const { port } = app.getHttpServer().address() as AddressInfo;
  return new Promise((resolve, reject) => {
    const sent = send({ host: '127.0.0.1', port, method, path, headers }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('end', () => {
        const { statusCode, statusMessage, rawHeaders } = answer;
        const lasting = rawHeaders.filter((_, at) => !/^date$/i.test(rawHeaders[at - (at % 2)]!));
        resolve({ statusCode, statusMessage, headers: lasting, body: Buffer.concat(parts).toString('utf8') });
      });
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const json = { 'content-type': 'application/json' };
const table: [string, Asked][] = [
  [
    'a route with a parameter and a query',
    { path: '/hello/w%20d?a=1&a=2&b[c]=3', headers: { host: 'h.example' } },
  ],
  ['HEAD of it', { method: 'HEAD', path: '/hello/x' }],
  ['OPTIONS of it', { method: 'OPTIONS', path: '/hello/x' }],
  [
    'a JSON body',
    { method: 'POST', path: '/echo', headers: { ...json, accept: 'text/html' }, body: '{"a":"文"}' },
  ],
  [
    'a form body',
    {
      method: 'POST',
      path: '/echo',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: 'a=1&b=2',
    },
  ],
  ['a body that is no JSON', { method: 'POST', path: '/echo', headers: json, body: '{"a":' }],
  [
    'a body that is too large',
    { method: 'POST', path: '/echo', headers: json, body: `"${'x'.repeat(200_000)}"` },
  ],
  ['no body', { method: 'POST', path: '/echo' }],
  ['cookies', { path: '/cookie', headers: { cookie: 'x=y' } }],
  ['a redirect', { path: '/elsewhere' }],
  ['a handler that throws', { path: '/broken' }],
  ['a streamed answer', { path: '/streamed' }],
  ['nothing there', { path: '/nowhere' }],
  ['another method', { method: 'DELETE', path: '/echo' }],
  ['a bad escape', { path: '/hello/%zz' }],
];

let plain: NestExpressApplication;
let remedied: NestExpressApplication;
beforeAll(async () => {
  plain = await startWith(false);
  remedied = await startWith(true);
});
afterAll(async () => {
  await Promise.all([plain.close(), remedied.close()]);
});

it.each(table)('answers the same with and without the remedy: %s', async (_name, asked) => {
  const answer = await ask(remedied, asked);
  expect(answer).toEqual(await ask(plain, asked));
  expect(answer).toHaveProperty('statusCode');
});

it('gives requests and responses their prototype from the start, so that Express changes none', async () => {
  const before = { ...changed };
  const own = { request: true, response: true };
  expect(await ask(remedied, { path: '/prototypes' })).toMatchObject({ statusCode: 200 });
  const { body } = (await ask(remedied, { path: '/prototypes' })) as { body: string };
  expect(JSON.parse(body)).toEqual({ ...own, changed: before });
});

it('without the remedy Express changes both, which is what the remedy is for', async () => {
  const before = { ...changed };
  const { body } = (await ask(plain, { path: '/prototypes' })) as { body: string };
  expect(JSON.parse(body)).toEqual({
    request: true,
    response: true,
    changed: { request: before.request + 1, response: before.response + 1 },
  });
});

it('does not say what it is made of', async () => {
  const { headers } = (await ask(remedied, { path: '/hello/x' })) as { headers: string[] };
  const names = headers.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase());
  expect(names).not.toContain('x-powered-by');
  expect(names).not.toContain('etag');
});

it('answers in words what Node cannot read, and what names no host is for the front guard to refuse', async () => {
  const { port } = remedied.getHttpServer().address() as AddressInfo;
  const chinese = Buffer.from('/我', 'utf8').toString('latin1');
  const unread = await sendRaw(port, `GET ${chinese} HTTP/1.1\r\nHost: h.example\r\n\r\n`);
  expect([unread.status, unread.text]).toEqual([400, expect.stringContaining('无法识别这个地址')]);
  const nameless = await sendRaw(port, 'GET /hello/x HTTP/1.1\r\nConnection: close\r\n\r\n');
  expect([nameless.status, nameless.text]).toEqual([200, expect.stringContaining('"name":"x"')]);
});

it('keeps Node’s limits tight', () => {
  const { headersTimeout, requestTimeout, keepAliveTimeout, maxConnections } = remedied.getHttpServer();
  expect({ headersTimeout, requestTimeout, keepAliveTimeout, maxConnections }).toEqual({
    headersTimeout: 10_000,
    requestTimeout: 20_000,
    keepAliveTimeout: 65_000,
    maxConnections: 2_000,
  });
});
