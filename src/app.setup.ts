import type { NextFunction, Request, Response } from 'express';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { admit } from './kernel/http/front-guard.js';
import type { PublicAddress } from './kernel/http/public-address.js';

/** What stands before every route, in the server and in the end-to-end tests alike. */
export function setUp(
  app: NestExpressApplication,
  address: PublicAddress,
  trustedProxies: readonly string[],
): void {
  app.set('query parser', 'simple');
  app.set('trust proxy', trustedProxies.length > 0 ? [...trustedProxies] : false);
  app.use((request: Request, _response: Response, next: NextFunction) => {
    try {
      admit(request, address);
    } catch (refused) {
      return next(refused);
    }
    next();
  });
}
