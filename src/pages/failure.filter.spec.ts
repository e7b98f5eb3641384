import { type ArgumentsHost, ForbiddenException, NotFoundException } from '@nestjs/common';
import { RecordedAnswer } from '../../test/fakes/recorded-answer.js';
import { RecordingLog } from '../../test/fakes/recording-log.js';
import { somePageSender } from '../../test/fakes/some-pages.js';
import {
  CookiesMissing,
  LoginMisconfigured,
  SessionRequired,
  TooManyLogins,
} from '../auth/login/login.errors.js';
import { Detour } from '../kernel/http/detour.js';
import { WrongHost } from '../kernel/http/front-guard.js';
import { NothingHere } from '../kernel/errors/problem.js';
import { PublicAddress } from '../kernel/http/public-address.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { WeChatRefused } from '../wechat/wechat-error.js';
import { FailureFilter } from './failure.filter.js';

const address = new PublicAddress('https://wx.example.com');
let log: RecordingLog;
let failures: FailureFilter;
let answer: RecordedAnswer;
beforeEach(() => {
  log = new RecordingLog();
  failures = new FailureFilter(somePageSender(address), new SystemRandom(), address, log);
  answer = new RecordedAnswer();
});

function fail(
  thrown: unknown,
  request: { method?: string; url?: string; accept?: string } = {},
): RecordedAnswer {
  const { method = 'GET', url = '/api/v1/x', accept } = request;
  const http = {
    getRequest: () => ({ method, url, headers: accept ? { accept } : {} }),
    getResponse: () => answer,
  };
  const answered = failures.catch.bind(failures);
  answered(thrown, { switchToHttp: () => http } as unknown as ArgumentsHost);
  return answer;
}
const problem = (): Record<string, unknown> => JSON.parse(answer.body) as Record<string, unknown>;
const isPage = (): boolean => answer.headers['content-type']!.startsWith('text/html');

describe('a program', () => {
  it('gets problem+json with the number of the log line', () => {
    fail(new NothingHere());
    expect(answer.status).toBe(404);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/problem+json; charset=utf-8',
      'content-length': String(Buffer.byteLength(answer.body)),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    });
    expect(problem()).toMatchObject({ code: 'request.not_found', status: 404 });
    expect(problem()['request_id']).toMatch(/^[0-9a-z]{8}$/);
    expect(log.lines).toEqual([
      {
        level: 'info',
        event: 'request.refused',
        fields: {
          number: problem()['request_id'],
          method: 'GET',
          path: '/api/v1/x',
          error: 'request.not_found',
        },
      },
    ]);
  });

  it('learns nothing of what nobody expected, and the log learns all', () => {
    const error = new Error('canary: secret=abc');
    fail(error);
    expect(answer.status).toBe(500);
    expect(answer.body).not.toContain('canary');
    expect(log.lines[0]).toMatchObject({ level: 'error', event: 'request.failed', fields: { error } });
  });

  it('learns nothing of a cause', () => {
    fail(new LoginMisconfigured({ cause: new WeChatRefused('sns.access_token', 40125, 'canary') }));
    expect(answer.status).toBe(502);
    expect(answer.body).not.toMatch(/canary|40125/);
  });

  it('is told when to ask again', () => {
    fail(new TooManyLogins());
    expect([answer.status, answer.headers['retry-after']]).toEqual([429, '60']);
  });
});

it.each([
  [new NotFoundException('Cannot GET /x'), 404, 'request.not_found'],
  [new ForbiddenException('canary'), 403, 'request.refused'],
  [Object.assign(new Error('canary entity too large'), { status: 413 }), 413, 'request.refused'],
  [Object.assign(new URIError("Failed to decode param '%zz'"), { status: 400 }), 400, 'request.refused'],
  [Object.assign(new Error('canary'), { status: 418 }), 400, 'request.refused'],
  [Object.assign(new Error('canary'), { status: 503 }), 500, 'internal.unexpected'],
  [Object.assign(new Error('canary'), { status: 'ok' }), 500, 'internal.unexpected'],
  ['canary', 500, 'internal.unexpected'],
  [null, 500, 'internal.unexpected'],
  [undefined, 500, 'internal.unexpected'],
])('the framework’s %o is %i %s', (thrown, status, code) => {
  fail(thrown);
  expect(answer.status).toBe(status);
  expect(problem()).toMatchObject({ status, code });
  expect(answer.body).not.toMatch(/canary|Cannot GET|decode/);
});

describe('who is nobody here', () => {
  it.each([
    ['/auth/session', 'Cookie realm="lingpai"'],
    ['/me', 'Cookie realm="lingpai"'],
    ['/admin/api/users?x=1', 'Cookie realm="lingpai console"'],
  ])('is told at %s what would help, by a scheme for which no browser opens a window', (url, challenge) => {
    fail(new SessionRequired(), { url });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, challenge]);
  });

  it('is told nothing more by us where the door said it already', () => {
    answer.setHeader('WWW-Authenticate', 'Bearer realm="lingpai"');
    fail(new SessionRequired(), { url: '/api/v1/x' });
    expect(answer.headers['www-authenticate']).toBe('Bearer realm="lingpai"');
  });

  it('is told so with a 401 alone', () => {
    fail(new NothingHere(), { url: '/auth/session' });
    expect(answer.headers).not.toHaveProperty('www-authenticate');
  });
});

describe('a person', () => {
  it('gets a page with the number, and the status it has', () => {
    fail(new CookiesMissing(), { url: '/auth/wechat/main/callback?code=canary&state=canary', accept: '*/*' });
    expect(answer.status).toBe(400);
    expect(isPage()).toBe(true);
    const { number, path } = log.lines[0]!.fields;
    expect(answer.body).toContain(number);
    expect(path).toBe('/auth/wechat/main/callback');
    expect(JSON.stringify(log.lines)).not.toContain('canary');
    expect(answer.body).not.toContain('canary');
  });

  it('at the wrong address is shown the right one', () => {
    fail(new WrongHost(address), { url: '/me' });
    expect(answer.status).toBe(421);
    expect(answer.body).toContain('https://wx.example.com/me');
  });

  it.each([
    ['/me', undefined, 'GET', true],
    ['/me', '*/*', 'GET', true],
    ['/me', 'application/json', 'GET', false],
    ['/me', 'application/problem+json', 'GET', false],
    ['/me?x', 'text/html,application/xhtml+xml', 'GET', true],
    ['/me', 'text/html', 'POST', true],
    ['/me', 'application/json', 'POST', false],
    ['/auth/wechat?x=1', undefined, 'GET', true],
    ['/auth/wechat/main/callback', '*/*', 'GET', true],
    ['/auth/wechatter', '*/*', 'GET', false],
    ['/members', '*/*', 'GET', false],
    ['/orders', 'text/html', 'GET', true],
    ['/orders', 'text/html', 'HEAD', true],
    ['/orders', 'text/html', 'DELETE', false],
    ['/orders', '*/*', 'GET', false],
    ['/api/v1/users', 'text/html', 'GET', false],
  ])('is told from a program: %s with %s by %s → page %s', (url, accept, method, page) => {
    fail(new NothingHere(), { url, accept, method });
    expect(isPage()).toBe(page);
  });
});

it('lets a detour answer for itself, and logs nothing', () => {
  fail(new Detour((response) => void response.writeHead(302, { location: '/x' }).end()));
  expect([answer.status, answer.headers['location']]).toEqual([302, '/x']);
  expect(log.lines).toEqual([]);
});

it('cuts the connection when half an answer is on its way', () => {
  answer.headersSent = true;
  fail(new Error('late'));
  expect(answer.destroyed).toBe(true);
  expect(answer.body).toBe('');
});

it('keeps a long or strange path short in the log', () => {
  fail(new NothingHere(), { url: `/${'a'.repeat(5_000)}?secret=canary` });
  expect((log.lines[0]!.fields['path'] as string).length).toBe(200);
});
