import { identityOf } from '../personas/identity.js';
import { originalIdOf } from '../pushes/push-settings.js';
import { control } from '../pushes/testing/push-calls.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';
import { aStableToken, cgi } from '../testing/cgi-calls.js';

const OLD = { ...SANDBOX_ACCOUNT, key: 'old', appId: 'wxold00000000001' };
const DAY = 86_400;

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox({ accounts: [SANDBOX_ACCOUNT, OLD] });
});
afterAll(() => sandbox.close());
beforeEach(async () => {
  sandbox.world.reset();
  sandbox.world.followers.follow('emoji', 'old');
  const { status } = await control(sandbox, 'POST', '/accounts/main/migrations', { from: 'old' });
  expect(status).toBe(204);
});

const openidOf = (persona: string, account: typeof OLD | typeof SANDBOX_ACCOUNT) =>
  identityOf(account, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
const change = async (openid_list: unknown, from_appid: string = OLD.appId) =>
  cgi(sandbox, 'changeopenid', { access_token: await aStableToken(sandbox) }, { from_appid, openid_list });

it('tells the new openid of who follows the old account; the others fail alone', async () => {
  const [ours, stranger] = [openidOf('emoji', OLD), openidOf('stranger', OLD)];
  expect(await change([ours, stranger, 'onobody'])).toEqual({
    errcode: 0,
    errmsg: 'ok',
    result_list: [
      { ori_openid: ours, new_openid: openidOf('emoji', SANDBOX_ACCOUNT), err_msg: 'ok' },
      { ori_openid: stranger, err_msg: 'ori_openid error' },
      { ori_openid: 'onobody', err_msg: 'ori_openid error' },
    ],
  });
});

it('knows a crowd: follower by follower the same people', async () => {
  sandbox.world.reset();
  sandbox.world.followers.gather(OLD, { count: 3, seed: 'spring' });
  const old = sandbox.world.followers.page(OLD, null, 3);
  await control(sandbox, 'POST', '/accounts/main/migrations', { from: 'old' });
  const { result_list } = await change(old);
  expect((result_list as { new_openid: string }[]).map(({ new_openid }) => new_openid)).toEqual(
    sandbox.world.followers.page(SANDBOX_ACCOUNT, null, 3),
  );
});

it('knows who moved, not who came to the old account afterwards; another approval takes those along', async () => {
  sandbox.world.followers.follow('stranger', 'old');
  const [first, later] = [openidOf('emoji', OLD), openidOf('stranger', OLD)];
  const outcomes = async () =>
    ((await change([first, later])).result_list as { err_msg: string }[]).map(({ err_msg }) => err_msg);
  expect(await outcomes()).toEqual(['ok', 'ori_openid error']);
  await control(sandbox, 'POST', '/accounts/main/migrations', { from: 'old' });
  expect(await outcomes()).toEqual(['ok', 'ok']);
});

it('answers until fifteen days have passed, and for this direction alone', async () => {
  sandbox.world.clock.advance(15 * DAY - 1);
  expect((await change(['o'])).errcode).toBe(0);
  expect((await change(['o'], SANDBOX_ACCOUNT.appId)).errcode).toBe(63178);
  sandbox.world.clock.advance(1);
  expect((await change(['o'])).errcode).toBe(63178);
});

it('takes a hundred at once', async () => {
  expect((await change(Array(100).fill('o'))).errcode).toBe(0);
  expect((await change(Array(101).fill('o'))).errcode).toBe(40032);
});

it('takes the appid, or the gh_ id where the switch says so', async () => {
  expect((await change(['o'], originalIdOf(OLD))).errcode).toBe(63178);
  sandbox.world.turn({ migration_source: 'original_id' });
  expect((await change(['o'], originalIdOf(OLD))).errcode).toBe(0);
  expect((await change(['o'])).errcode).toBe(63178);
});
