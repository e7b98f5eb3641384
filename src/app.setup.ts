import type { Express, NextFunction, Request, Response } from 'express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { cameFromConsole } from './admin/console-origin.js';
import { addConstantHeaders } from './kernel/http/constant-headers.js';
import { admit } from './kernel/http/front-guard.js';
import { readJsonBody } from './kernel/http/json-body.js';
import type { PublicAddress } from './kernel/http/public-address.js';
import { OpenApiService } from './openapi/openapi.service.js';

/** Where programs send JSON; a body that comes elsewhere stays unread. */
const API = /^\/(?:admin\/)?api\//i;
/** What the console asks. Express takes capital letters for small ones. */
const CONSOLE_API = /^\/admin\/api(?:[/?]|$)/i;

/** What stands before every route, in the server and in the end-to-end tests alike. */
export function setUp(
  app: NestExpressApplication,
  address: PublicAddress,
  trustedProxies: readonly string[],
): void {
  app.set('query parser', 'simple');
  app.set('trust proxy', trustedProxies.length > 0 ? [...trustedProxies] : false);
  addConstantHeaders(app.getHttpAdapter().getInstance() as unknown as Express, address);
  app.get(OpenApiService).describes(app);
  app.use((request: Request, response: Response, next: NextFunction) => {
    try {
      admit(request, address);
      if (CONSOLE_API.test(request.url)) {
        cameFromConsole(request, address);
        response.setHeader('Cache-Control', 'no-store');
      }
    } catch (refused) {
      return next(refused);
    }
    if (API.test(request.url)) readJsonBody(request, response, next);
    else next();
  });
}
