import { resolve } from 'node:path';
import { SilentLog } from '../kernel/logging/log.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { SANDBOX_ACCOUNT } from './sandbox-account.js';
import { startSandbox } from './start-sandbox.js';
import { ask, aSandbox, aUserToken, sns } from './testing/a-sandbox.js';
import { StoppedClock } from './testing/stopped-clock.js';

it('keeps two worlds apart, though their people have the same ids', async () => {
  const [one, two] = [await aSandbox(), await aSandbox()];
  const [first, second] = [await aUserToken(one), await aUserToken(two)];
  expect(first.openid).toBe(second.openid);
  expect(await sns(two, 'auth', { access_token: first.access_token, openid: first.openid })).toMatchObject({
    errcode: 40014,
  });
  one.world.clock.advance(7200);
  expect(await sns(one, 'auth', first as never)).toMatchObject({ errcode: 42001 });
  expect(await sns(two, 'auth', second as never)).toMatchObject({ errcode: 0 });
  await Promise.all([one.close(), two.close()]);
});

it('says what to do when its port is taken', async () => {
  const first = await aSandbox();
  const options = {
    log: new SilentLog(),
    clock: new StoppedClock(),
    random: new SystemRandom(),
    webRoot: resolve('web/phone'),
  };
  await expect(startSandbox({ ...options, port: first.port })).rejects.toMatchObject({
    code: 'sandbox.cannot_listen',
  });
  await first.close();
});

it('serves the phone with a policy that lets nothing else in', async () => {
  const sandbox = await aSandbox();
  const phone = await ask(sandbox, '/');
  expect(phone.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(phone.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self'");
  expect((await ask(sandbox, '/phone/wechat.css')).headers['content-type']).toBe('text/css; charset=utf-8');
  for (const path of [
    '/phone/../../package.json',
    '/phone/..%2f..%2fpackage.json',
    '/phone/',
    '/phone/none.js',
  ]) {
    expect((await ask(sandbox, path)).status).toBe(404);
  }
  expect((await ask(sandbox, '/', { method: 'POST' })).status).toBe(405);
  await sandbox.close();
});

it('answers whatever it is asked, and says on each answer that it is no WeChat', async () => {
  const sandbox = await aSandbox();
  for (const path of [
    '/',
    '/_sandbox/x',
    '/sns/auth',
    '/%',
    '//',
    '/sns/auth?%=%&&==',
    '/mmopen',
    '/connect/oauth2/authorize',
  ]) {
    const reply = await ask(sandbox, path);
    expect(reply.headers['x-lingpai-sandbox']).toBe('1');
    expect(reply.status).toBeLessThan(500);
  }
  await sandbox.close();
});

it('looks fake on purpose', () => {
  expect(SANDBOX_ACCOUNT.appId).toMatch(/^wxsandbox/);
  expect(SANDBOX_ACCOUNT.secret).toMatch(/^sandbox\w{25}$/);
});
