import { anAccount, testSealer } from '../../../test/fakes/an-account.js';
import { aGrant, FakeOauthApi } from '../../../test/fakes/fake-oauth-api.js';
import { FixedClock } from '../../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../../test/fakes/in-memory-accounts.js';
import { InMemoryUserTokens } from '../../../test/fakes/in-memory-user-tokens.js';
import { RecordingLog } from '../../../test/fakes/recording-log.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { SealBroken } from '../../kernel/crypto/sealer.js';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { WeChatRefused, WeChatUnreachable } from '../../wechat/wechat-error.js';
import { UserTokenService } from './user-token.service.js';

let clock: FixedClock;
let tokens: InMemoryUserTokens;
let oauth: FakeOauthApi;
let log: RecordingLog;
let service: UserTokenService;

const makeService = (): UserTokenService =>
  new UserTokenService(
    tokens,
    new AccountsService(new InMemoryAccounts([anAccount()]), testSealer, clock, new SystemRandom()),
    oauth,
    clock,
    log,
  );
beforeEach(() => {
  clock = new FixedClock();
  tokens = new InMemoryUserTokens(clock);
  oauth = new FakeOauthApi();
  log = new RecordingLog();
  service = makeService();
  tokens.put('1', { userToken: 'T1', refreshToken: 'R1', expiresInSeconds: 7200, scope: 'snsapi_userinfo' });
  oauth.onRefresh = () => ({
    ...aGrant({ userToken: `T${oauth.refreshes.length + 1}`, refreshToken: 'R1' }),
  });
});

const refused = (errcode: number): WeChatRefused => new WeChatRefused('sns.userinfo', errcode, '');
const using = (from = service): Promise<string> => from.run('1', async (userToken) => userToken);

describe('run', () => {
  it('hands out the token while it lives', async () => {
    expect(await using()).toBe('T1');
    clock.advance(7199);
    expect(await using()).toBe('T1');
    expect(oauth.refreshes).toEqual([]);
  });

  it('renews it once it has lapsed, with the appid and the refresh token', async () => {
    clock.advance(7200);
    expect(await using()).toBe('T2');
    expect(oauth.refreshes).toEqual([{ appId: 'wx0123456789abcdef', refreshToken: 'R1' }]);
    expect(await using()).toBe('T2');
    expect(oauth.refreshes).toHaveLength(1);
  });

  it('renews it once however many ask, on two instances', async () => {
    clock.advance(7200);
    const other = makeService();
    const all = await Promise.all(Array.from({ length: 20 }, (_, at) => using(at % 2 ? service : other)));
    expect(new Set(all)).toEqual(new Set(['T2']));
    expect(oauth.refreshes).toHaveLength(1);
  });

  it.each([40001, 40014, 42001])(
    'renews it when WeChat calls it dead with %i, and calls once more',
    async (errcode) => {
      const seen: string[] = [];
      const answer = await service.run('1', async (userToken, openid) => {
        seen.push(userToken);
        if (userToken === 'T1') throw refused(errcode);
        return openid;
      });
      expect([answer, seen]).toEqual(['oVisitor1', ['T1', 'T2']]);
    },
  );

  it('calls once more and no third time', async () => {
    let calls = 0;
    const answer = service.run('1', async () => {
      calls++;
      throw refused(42001);
    });
    await expect(answer).rejects.toMatchObject({ errcode: 42001 });
    expect([calls, oauth.refreshes.length]).toEqual([2, 1]);
  });

  it('does not renew a token that somebody has renewed since', async () => {
    await service.run('1', async (userToken) => {
      if (userToken !== 'T1') return;
      await tokens.replace(
        (await tokens.find('1'))!,
        { ...issued, userToken: 'T9' },
        (await tokens.claim('1'))!,
      );
      throw refused(42001);
    });
    expect(oauth.refreshes).toEqual([]);
  });

  it.each([48001, 40003, -1, 45011])('leaves %i to whoever called', async (errcode) => {
    await expect(service.run('1', () => Promise.reject(refused(errcode)))).rejects.toMatchObject({ errcode });
    expect(oauth.refreshes).toEqual([]);
    expect((await tokens.find('1'))!.state).toBe('live');
  });

  it('leaves what is no refusal to whoever called', async () => {
    await expect(service.run('1', () => Promise.reject(new TypeError('oops')))).rejects.toThrow('oops');
  });

  it('says that the visitor must authorize again when WeChat says so of the token', async () => {
    await expect(service.run('1', () => Promise.reject(refused(42007)))).rejects.toMatchObject({
      code: 'user_token.reauthorize',
    });
    expect((await tokens.find('1'))!.state).toBe('reauthorize');
    await expect(using()).rejects.toMatchObject({ code: 'user_token.reauthorize' });
  });

  it('does not give up a grant that came while WeChat was asked about the old one', async () => {
    const answer = service.run('1', async () => {
      tokens.put('1', { ...issued, userToken: 'T5' });
      throw refused(42007);
    });
    await expect(answer).rejects.toMatchObject({ code: 'user_token.reauthorize' });
    expect(await using()).toBe('T5');
    expect(await tokens.claim('1')).not.toBeNull();
  });

  it('says so of somebody who never authorized', async () => {
    await expect(service.run('99', async () => 1)).rejects.toMatchObject({ code: 'user_token.reauthorize' });
  });
});

describe('a renewal that WeChat refuses', () => {
  beforeEach(() => clock.advance(7200));

  it.each([40030, 42002, 42007])(
    'for good with %i: the grant says reauthorize, for everybody',
    async (errcode) => {
      oauth.onRefresh = () => Promise.reject(refused(errcode));
      await expect(using()).rejects.toMatchObject({ code: 'user_token.reauthorize', kind: 'conflict' });
      await expect(using(makeService())).rejects.toMatchObject({ code: 'user_token.reauthorize' });
      expect(oauth.refreshes).toHaveLength(1);
      expect(log.events).toEqual(['user_token.reauthorize']);
    },
  );

  it.each([
    ['busy', refused(-1)],
    ['a wrong appid', refused(40013)],
    ['no answer', new WeChatUnreachable('sns.refresh_token', 'timeout', true)],
  ])('for now (%s): the grant stands, and the next one may try at once', async (_name, failure) => {
    oauth.onRefresh = () => Promise.reject(failure);
    await expect(using()).rejects.toMatchObject({ code: 'user_token.refresh_failed', kind: 'upstream' });
    oauth.onRefresh = () => aGrant({ userToken: 'T7' });
    expect(await using()).toBe('T7');
    expect(clock.pauses).toEqual([]);
  });

  it('tells nothing of tokens, in error or log', async () => {
    oauth.onRefresh = () => Promise.reject(refused(-1));
    const error: unknown = await using().catch((raised: unknown) => raised);
    expect(`${String(error)}${JSON.stringify(error)}${JSON.stringify(log.lines)}`).not.toMatch(
      /T1|R1|oVisitor1/,
    );
  });
});

describe('a renewal that somebody else began', () => {
  beforeEach(() => clock.advance(7200));

  it('is waited for no longer than it may take, and then it is busy', async () => {
    tokens.leaseSeconds = 1_000;
    await tokens.claim('1');
    await expect(using()).rejects.toMatchObject({ code: 'user_token.busy', retryAfterSeconds: 5 });
    expect(oauth.refreshes).toEqual([]);
    expect(clock.pauses[0]).toBe(25);
    expect(clock.pauses.reduce((sum, ms) => sum + ms, 0)).toBeGreaterThanOrEqual(9_000);
  });

  it('and did not live to finish is taken over when its lease has run out', async () => {
    await tokens.claim('1');
    expect(await using()).toBe('T2');
    expect(oauth.refreshes).toHaveLength(1);
  });

  it('and finishes late does not overwrite the newer token', async () => {
    oauth.onRefresh = async () => {
      // Stalled: the lease ran out, and a login has brought a token meanwhile.
      tokens.put('1', { ...issued, userToken: 'T-of-login' });
      return aGrant({ userToken: 'T-late' });
    };
    expect(await using()).toBe('T-of-login');
    expect((await tokens.find('1'))!.userToken).toBe('T-of-login');
    expect(log.events).toEqual(['user_token.fenced']);
  });

  it('is over when the visitor has been erased', async () => {
    oauth.onRefresh = () => {
      tokens.held.clear();
      return aGrant();
    };
    await expect(using()).rejects.toMatchObject({ code: 'user_token.reauthorize' });
  });
});

describe('check', () => {
  it('asks WeChat, and renews nothing', async () => {
    expect(await service.check('1')).toBe(true);
    oauth.onCheck = () => false;
    expect(await service.check('1')).toBe(false);
    expect(oauth.refreshes).toEqual([]);
  });

  it('needs no answer for somebody without a grant', async () => {
    oauth.onCheck = () => Promise.reject(new Error('asked'));
    expect(await service.check('99')).toBe(false);
    await tokens.giveUp((await tokens.find('1'))!, (await tokens.claim('1'))!);
    expect(await service.check('1')).toBe(false);
  });
});

const issued = { userToken: 'T8', refreshToken: 'R8', expiresInSeconds: 7200, scope: 'snsapi_userinfo' };

it('a token that no key opens any more is as good as none: the visitor brings another', async () => {
  const find = tokens.find.bind(tokens);
  tokens.find = async () => {
    throw new SealBroken({ table: 'user_token', column: 'tokens_sealed', row: '1' });
  };
  await expect(using()).rejects.toMatchObject({ code: 'user_token.reauthorize' });
  expect((await find('1'))!.state).toBe('reauthorize');
});
