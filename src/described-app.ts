import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule, type Surroundings } from './app.module.js';
import { FastExpressAdapter } from './kernel/http/fast-express.adapter.js';

/**
 * The app with all its routes and nothing behind them, from which the REST API can be described: nothing is
 * made, no database is asked, nobody listens.
 */
export function appToDescribe(): Promise<INestApplication> {
  // In a preview Nest calls no constructor and no factory: what they would be given does not matter.
  const surroundings = {
    address: { origin: 'http://localhost:3000' },
    returnRules: [],
    wechat: {},
    sandboxUrl: null,
  } as unknown as Surroundings;
  return NestFactory.create(AppModule.in(surroundings), new FastExpressAdapter(), {
    preview: true,
    logger: false,
    bodyParser: false,
  });
}
