import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { Public } from '../kernel/http/access.decorators.js';
import { nothing, queryOf } from '../kernel/http/request-input.js';
import { DOCS_HEADERS, FILE_HEADERS } from './docs-page.js';
import { OpenApiService } from './openapi.service.js';
import { sendStatic } from './static-answer.js';

/** The REST API's description: for programs at `/openapi.json`, for people at `/docs`. */
@Controller()
export class OpenApiController {
  constructor(private readonly api: OpenApiService) {}

  @Get('openapi.json')
  @Public()
  async document(@Req() request: Request, @Res() response: Response): Promise<void> {
    queryOf(nothing, request.query);
    sendStatic(request, response, await this.api.document(), FILE_HEADERS);
  }

  @Get('docs')
  @Public()
  async page(@Req() request: Request, @Res() response: Response): Promise<void> {
    queryOf(nothing, request.query);
    sendStatic(request, response, await this.api.page(), DOCS_HEADERS);
  }

  @Get('docs/:name')
  @Public()
  async file(@Req() request: Request, @Res() response: Response, @Param('name') name: string): Promise<void> {
    queryOf(nothing, request.query);
    sendStatic(request, response, await this.api.file(name), FILE_HEADERS);
  }
}
