import 'reflect-metadata';
import type { AddressInfo } from 'node:net';
import { Body, Controller, Get, Module, Post, type Type } from '@nestjs/common';
import { MetadataScanner, ModulesContainer } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { request } from 'undici';
import { AppModule, type Surroundings } from '../../src/app.module.js';
import { setUp } from '../../src/app.setup.js';
import { retentionOf } from '../../src/config/retention.js';
import { makeApiKey } from '../../src/callers/api-key.js';
import { CallerScope } from '../../src/callers/caller.decorators.js';
import { ACCESS, Public } from '../../src/kernel/http/access.decorators.js';
import { FastExpressAdapter } from '../../src/kernel/http/fast-express.adapter.js';
import { PublicAddress } from '../../src/kernel/http/public-address.js';
import { SilentLog } from '../../src/kernel/logging/log.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { testKeys } from '../fakes/an-account.js';
import { FixedClock } from '../fakes/fixed-clock.js';

/** Time stands still: nobody tries the database again. */
class StillClock extends FixedClock {
  override pause(): Promise<void> {
    return new Promise(() => undefined);
  }
}

@Controller('undeclared')
class UndeclaredController {
  @Get()
  secret(): string {
    return 'canary';
  }

  @Public()
  @Get('open')
  open(): string {
    return 'open';
  }
}

@Controller('api/undeclared/:account')
class UndeclaredApiController {
  @CallerScope('token:read')
  @Post('for-callers')
  forCallers(): string {
    return 'canary';
  }

  @Public()
  @Post('echo')
  echo(@Body() body: unknown): object {
    return { body: body ?? null };
  }
}

@Controller('undeclared-echo')
class UndeclaredEchoController {
  @Public()
  @Post()
  echo(@Body() body: unknown): object {
    return { body: body ?? null };
  }
}
@Module({ controllers: [UndeclaredController, UndeclaredApiController, UndeclaredEchoController] })
class UndeclaredModule {}

const VERBS = ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'ALL', 'OPTIONS', 'HEAD'];

interface Route {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly access: { who: string } | undefined;
}

/** Every route of every controller that the running app has. */
function routesOf(app: NestExpressApplication): Route[] {
  const scanner = new MetadataScanner();
  const controllers = [...app.get(ModulesContainer, { strict: false }).values()].flatMap((module) => [
    ...module.controllers.values(),
  ]);
  return controllers.flatMap(({ metatype }) => {
    const type = metatype as Type;
    const prototype = type.prototype as Record<string, () => void>;
    return scanner.getAllMethodNames(prototype).flatMap((name) => {
      const handler = prototype[name]!;
      const path = Reflect.getMetadata('path', handler) as string | undefined;
      if (path === undefined) return [];
      const room = Reflect.getMetadata('path', type) as string;
      return {
        name: `${type.name}.${name}`,
        method: VERBS[Reflect.getMetadata('method', handler) as number]!,
        path: `/${room}/${path}`.replaceAll(/\/+/g, '/').replace(/(?<=.)\/$/, ''),
        access: (Reflect.getMetadata(ACCESS, handler) ??
          Reflect.getMetadata(ACCESS, type)) as Route['access'],
      };
    });
  });
}

let app: NestExpressApplication;
let origin: string;
let routes: Route[];

beforeAll(async () => {
  const address = new PublicAddress('http://localhost:3000');
  const surroundings: Surroundings = {
    clock: new StillClock(),
    random: new SystemRandom(),
    log: new SilentLog(),
    keys: testKeys,
    address,
    // Nobody listens there; a server starts all the same.
    database: { url: 'postgres://nobody@127.0.0.1:1/none', poolSize: 1 },
    returnRules: [],
    wechat: { apiUrl: 'http://127.0.0.1:1', openUrl: 'http://127.0.0.1:1' },
    sandboxUrl: 'http://localhost:3001',
    packageRoot: process.cwd(),
    version: '0.0.0',
    followerSyncRate: 20,
    apiRateLimit: null,
    metricsToken: null,
    // In a folder that is none: nobody is erased here.
    tombstonesFile: '/dev/null/erasures',
    jssdkUrl: null,
    retention: retentionOf([]),
    assetsFolder: 'web/visitor',
    consoleFolder: 'dist/console',
    mainIsConfigured: false,
  };
  const made = await Test.createTestingModule({
    imports: [AppModule.in(surroundings), UndeclaredModule],
  }).compile();
  app = made.createNestApplication<NestExpressApplication>(new FastExpressAdapter(), {
    bodyParser: false,
    logger: false,
  });
  setUp(app, address, []);
  await app.listen(0, '127.0.0.1');
  origin = `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}`;
  routes = routesOf(app);
});
afterAll(() => app.close());

async function ask(
  path: string,
  method = 'GET',
  accept = 'application/json',
  { headers, body }: { headers?: Record<string, string>; body?: string } = {},
): Promise<{ status: number; body: string; challenge: string | undefined }> {
  const answer = await request(`${origin}${path}`, {
    method: method as 'GET',
    headers: { host: 'localhost:3000', accept, ...headers },
    body,
  });
  const challenge = answer.headers['www-authenticate'] as string | undefined;
  return { status: answer.statusCode, body: await answer.body.text(), challenge };
}

it('finds the routes that are there', () => {
  expect(routes.map(({ method, path }) => `${method} ${path}`)).toEqual(
    expect.arrayContaining([
      'GET /auth/wechat',
      'GET /auth/wechat/:account/callback',
      'GET /auth/session',
      'POST /auth/logout',
      'GET /me',
      'GET /healthz',
      'GET /readyz',
      'GET /undeclared',
    ]),
  );
});

it('every route says who may use it', () => {
  const silent = routes.filter(({ access }) => access === undefined).map(({ name }) => name);
  expect(silent).toEqual(['UndeclaredController.secret']);
});

it('a route that says nothing is closed, as if it were not there', async () => {
  const [closed, absent] = [await ask('/undeclared'), await ask('/nowhere')];
  expect(closed.status).toBe(404);
  expect(closed.body).not.toContain('canary');
  const without = (text: string): unknown => ({ ...(JSON.parse(text) as object), request_id: '' });
  expect(without(closed.body)).toEqual(without(absent.body));
  expect((await ask('/undeclared/open')).body).toBe('open');
});

it('every route for visitors answers 401 to a program without a session', async () => {
  const visitors = routes.filter(({ access }) => access?.who === 'visitor');
  expect(visitors.length).toBeGreaterThanOrEqual(3);
  for (const { method, path, name } of visitors) {
    const { status, body } = await ask(path, method);
    expect({ name, status, code: (JSON.parse(body) as { code: string }).code }).toEqual({
      name,
      status: 401,
      code: 'session.required',
    });
  }
});

it('every route for callers answers 401 to a program without a key, and says that it wants one', async () => {
  const callers = routes.filter(({ access }) => access?.who === 'caller');
  expect(callers.length).toBeGreaterThanOrEqual(1);
  for (const { method, path, name } of callers) {
    const { status, body, challenge } = await ask(path.replaceAll(/:\w+/g, 'main'), method);
    expect({ name, status, challenge, code: (JSON.parse(body) as { code: string }).code }).toEqual({
      name,
      status: 401,
      challenge: 'Bearer realm="lingpai"',
      code: 'caller.key_missing',
    });
  }
});

it('every route of the console answers 401 to whoever has no session, and 403 to pages of others first', async () => {
  const operators = routes.filter(({ access }) => access?.who === 'operator');
  expect(operators.length).toBeGreaterThanOrEqual(20);
  for (const { method, path, name } of operators) {
    const asked = path.replaceAll(/:\w+/g, 'main');
    const told = async (origin: string): Promise<object> => {
      const { status, body } = await ask(asked, method, 'application/json', { headers: { origin } });
      return { name, status, code: (JSON.parse(body) as { code: string }).code };
    };
    expect(await told('http://localhost:3000')).toEqual({
      name,
      status: 401,
      code: 'operator.session_required',
    });
    if (method !== 'GET')
      expect(await told('https://evil.example')).toEqual({
        name,
        status: 403,
        code: 'operator.not_from_console',
      });
  }
});

it('a mistyped key is refused without the database, and one that may be right is not while it is away', async () => {
  const bearing = async (path: string, key: string) => {
    const { status, body } = await ask(path, 'POST', 'application/json', {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(body).not.toContain(key);
    return { status, code: (JSON.parse(body) as { code: string }).code };
  };
  const [path, key] = ['/api/undeclared/main/for-callers', makeApiKey(new SystemRandom())];
  expect(await bearing(path, key.slice(0, -1))).toEqual({ status: 401, code: 'caller.key_malformed' });
  expect(await bearing(path, key)).toEqual({ status: 503, code: 'database.unavailable' });
  expect(await bearing(`${path}?access_token=${key}`, key)).toEqual({
    status: 400,
    code: 'caller.key_in_url',
  });
});

it('reads JSON where programs send it, refuses what is none, and leaves bodies elsewhere unread', async () => {
  const post = async (path: string, body: string, type = 'application/json') => {
    const answer = await ask(path, 'POST', 'application/json', { headers: { 'content-type': type }, body });
    return { status: answer.status, body: JSON.parse(answer.body) as { body?: unknown; code?: string } };
  };
  const api = '/api/undeclared/main/echo';
  expect(await post(api, '{"a":1}')).toEqual({ status: 201, body: { body: { a: 1 } } });
  expect(await post('/undeclared-echo', '{"a":1}')).toEqual({ status: 201, body: { body: null } });
  for (const [body, type] of [['{"canary":'], ['canary=1', 'application/x-www-form-urlencoded']] as const) {
    const refused = await post(api, body, type);
    expect(refused).toMatchObject({ status: 400, body: { code: 'request.body_not_json' } });
    expect(JSON.stringify(refused)).not.toContain('canary');
  }
  const long = JSON.stringify({ a: 'x'.repeat(1024 * 1024) });
  expect(await post(api, long)).toMatchObject({ status: 413, body: { code: 'request.body_too_large' } });
});

it('the routes open to everybody are these, and a new one is a decision', () => {
  const open = routes.filter(
    ({ access, name }) => access?.who === 'everybody' && !name.startsWith('Undeclared'),
  );
  expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual([
    'GET /',
    'GET /MP_verify_:tail.txt',
    'GET /admin',
    'GET /admin/*path',
    'GET /admin/api/session/state',
    'GET /admin/api/setup',
    'GET /admin/assets/:name',
    'GET /assets/:name',
    'GET /auth/link/:token',
    'GET /auth/session',
    'GET /auth/wechat',
    'GET /auth/wechat/:account/callback',
    'GET /docs',
    'GET /docs/:name',
    'GET /healthz',
    'GET /metrics',
    'GET /openapi.json',
    'GET /readyz',
    'GET /wechat/:account/push',
    'POST /admin/api/session',
    'POST /admin/api/setup',
    'POST /admin/api/setup/check',
    'POST /auth/logout',
    'POST /wechat/:account/push',
  ]);
});

it('a server whose database is away lives, says that it is not ready, and shows people a page', async () => {
  expect((await ask('/healthz')).status).toBe(200);
  expect((await ask('/readyz')).status).toBe(503);
  const page = await ask('/auth/wechat?return_to=/me', 'GET', 'text/html');
  expect(page.status).toBe(503);
  expect(page.body).toMatch(/^<!doctype html>/i);
  const problem = await ask('/auth/wechat?return_to=/me');
  expect(JSON.parse(problem.body)).toMatchObject({ status: 503, code: 'database.unavailable' });
});
