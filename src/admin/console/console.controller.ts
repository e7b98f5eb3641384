import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { NothingHere } from '../../kernel/errors/problem.js';
import { Public } from '../../kernel/http/access.decorators.js';
import { Random } from '../../kernel/random/random.js';
import { AdminSettings } from '../admin-settings.js';
import { ConsoleFiles } from './console-files.js';
import { consoleHeaders, NONCE_PLACE, notBuiltYet } from './console-page.js';

const KEPT: Readonly<Record<string, string>> = {
  'Cache-Control': 'public, max-age=31536000, immutable',
  'X-Content-Type-Options': 'nosniff',
  'Cross-Origin-Resource-Policy': 'same-origin',
  Vary: 'Accept-Encoding',
};

/** The console's pages, which are one page to us; what they show comes from the API, to operators only. */
@Controller('admin')
export class ConsoleController {
  private readonly files: ConsoleFiles;

  constructor(
    settings: AdminSettings,
    private readonly random: Random,
  ) {
    this.files = new ConsoleFiles(settings.consoleFolder);
  }

  @Get('assets/:name')
  @Public()
  asset(@Param('name') name: string, @Req() request: Request, @Res() response: Response): void {
    const file = this.files.asset(name);
    if (!file) throw new NothingHere();
    const zipped = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? file.gzip : null;
    const body = zipped ?? file.body;
    response.writeHead(200, {
      ...KEPT,
      'Content-Type': file.type,
      'Content-Length': body.length,
      ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  @Get()
  @Public()
  home(@Req() request: Request, @Res() response: Response): void {
    this.page(request, response);
  }

  /** Any page of the console, whose router reads the address; the API's addresses are not pages. */
  @Get('*path')
  @Public()
  inside(@Req() request: Request, @Res() response: Response): void {
    if (/^\/admin\/(?:api|assets)(?:[/?]|$)/i.test(request.url)) throw new NothingHere();
    this.page(request, response);
  }

  private page(request: Request, response: Response): void {
    const nonce = this.random.alphanumeric(24);
    const body = Buffer.from((this.files.index() ?? notBuiltYet()).replaceAll(NONCE_PLACE, nonce));
    response.writeHead(200, { ...consoleHeaders(nonce), 'Content-Length': body.length });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}
