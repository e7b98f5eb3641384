import { Controller, Get, Res } from '@nestjs/common';
import type { Response } from 'express';
import { sendRedirect } from '../auth/access/redirect.js';
import { Public } from '../kernel/http/access.decorators.js';

/** The bare address: whoever types it wants the one page that every installation has. */
@Controller()
export class HomeController {
  @Get()
  @Public()
  home(@Res() response: Response): void {
    sendRedirect(response, '/me');
  }
}
