import { Controller, Get, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { NothingHere } from '../kernel/errors/problem.js';
import { Public } from '../kernel/http/access.decorators.js';
import { PageAssets } from './assets.js';
import { ASSET_HEADERS } from './page-headers.js';

/** What the pages load: hashed names, kept by browsers for good. */
@Controller('assets')
export class PageAssetsController {
  constructor(private readonly assets: PageAssets) {}

  @Get(':name')
  @Public()
  serve(@Req() request: Request, @Res() response: Response): void {
    const asset = this.assets.find(request.path);
    if (!asset) throw new NothingHere();
    const zipped =
      asset.gzip !== null && /\bgzip\b/.test(request.headers['accept-encoding'] ?? '') ? asset.gzip : null;
    const body = zipped ?? asset.body;
    response.writeHead(200, {
      ...ASSET_HEADERS,
      'Content-Type': asset.type,
      'Content-Length': body.length,
      Vary: 'Accept-Encoding',
      ...(zipped ? { 'Content-Encoding': 'gzip' } : {}),
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }
}
