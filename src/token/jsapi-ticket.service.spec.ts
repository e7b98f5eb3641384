import { anAccount } from '../../test/fakes/an-account.js';
import { aTokenRoom, type ATokenRoom } from '../../test/fakes/a-token-room.js';
import { issued } from '../../test/fakes/fake-token-api.js';
import { signJssdk } from '../wechat/jssdk/jssdk-signature.js';
import { WeChatRefused } from '../wechat/wechat-error.js';

let room: ATokenRoom;
beforeEach(
  () => void (room = aTokenRoom([anAccount({ tokenMode: 'classic', jsDomains: ['www.example.cn'] })])),
);

const current = (from: Pick<ATokenRoom, 'tickets'> = room) => from.tickets.current(room.account);
const PAGE = 'https://www.example.cn/card?id=7&a=%20页';

describe('the ticket', () => {
  it('is fetched with the global token, which is fetched first', async () => {
    expect(await current()).toMatchObject({ value: 'J1', version: 1, livesUntilMs: 7_200_000 });
    expect(room.wechat.asked).toEqual(['classic', 'ticket with T1']);
    expect(room.rows.told('ticket')).toEqual(['renewed']);
    expect(room.meter.counted).toEqual(['token_renewals renewed', 'token_renewals renewed']);
  });

  it('is handed out from memory while it lives, and never past its end', async () => {
    await current();
    for (let reader = 0; reader < 100; reader++) await current();
    room.clock.advance(7_199);
    expect(await current()).toMatchObject({ value: 'J1' });
    expect(room.wechat.asked).toHaveLength(2);
    room.clock.advance(1);
    expect(await current()).toMatchObject({ value: 'J2' });
  });

  it('and the token are asked for once when four instances start together', async () => {
    room.wechat.onClassic = () => room.after(1_000, issued('T1'));
    room.wechat.onTicket = () => room.after(1_000, issued('J1'));
    const instances = ['one/1', 'two/2', 'three/3', 'four/4'].map((name) => room.anInstance(name));
    const all = await Promise.all(Array.from({ length: 40 }, (_, at) => current(instances[at % 4])));
    expect(new Set(all.map(({ value }) => value))).toEqual(new Set(['J1']));
    expect(room.wechat.asked).toEqual(['classic', 'ticket with T1']);
  });

  it('counts its life from before it was asked for, not from before the token was', async () => {
    room.wechat.onClassic = () => (room.clock.advance(2), issued('T1'));
    room.wechat.onTicket = () => (room.clock.advance(1), issued('J1', 100));
    expect((await current()).livesUntilMs).toBe(102_000);
  });

  it('for which the token is dead is asked for with the next one', async () => {
    await room.tokens.current(room.account);
    room.wechat.onTicket = (token) =>
      token === 'T1' ? Promise.reject(new WeChatRefused('cgi-bin.getticket', 40001, '')) : issued('J1');
    expect(await current()).toMatchObject({ value: 'J1' });
    expect(room.wechat.asked).toEqual([
      'classic',
      'ticket with T1',
      'verdict on T1',
      'classic',
      'ticket with T2',
    ]);
  });

  it('is renewed on schedule as the version that was due', async () => {
    await current();
    room.clock.advance(6_700);
    await room.tickets.renewDue(room.account, 2);
    expect(room.rows.told('ticket')).toHaveLength(1);
    await room.tickets.renewDue(room.account, 1);
    expect(room.rows.history.at(-1)).toMatchObject({
      kind: 'ticket',
      event: 'renewed',
      reason: 'scheduled',
      version: 2,
    });
  });

  it('without a token is not asked for, and what is wrong with the token is said', async () => {
    room.wechat.onClassic = () =>
      Promise.reject(new WeChatRefused('cgi-bin.token', 40164, 'invalid ip 203.0.113.7, not'));
    const error: unknown = await current().catch((raised: unknown) => raised);
    // As long as the token's own wait, and without waiting here.
    expect(error).toMatchObject({ code: 'token.unavailable', retryAfterSeconds: 60 });
    expect(room.clock.monotonicMs()).toBe(0);
    expect((error as Error).message).toContain('203.0.113.7');
    expect((error as Error).message).not.toContain('WeChat refused with token.unavailable');
    expect(room.wechat.asked).toEqual(['classic']);
  });

  it('is not there for a website app', async () => {
    const website = anAccount({ kind: 'website' });
    await expect(room.tickets.current(website)).rejects.toMatchObject({ code: 'token.none_for_website' });
  });
});

describe('a page', () => {
  const sign = (url = PAGE) => room.tickets.configFor(room.account, url);

  it('is signed with the ticket, as its address stands there', async () => {
    const { appId, timestamp, nonceStr, signature } = await sign();
    expect([appId, timestamp]).toEqual(['wx0123456789abcdef', room.clock.now().getTime() / 1000]);
    expect(nonceStr).toMatch(/^[0-9A-Za-z]{16}$/);
    expect(signature).toBe(signJssdk({ ticket: 'J1', nonce: nonceStr, timestamp, url: PAGE }));
  });

  it('has whole seconds', async () => {
    room.clock.advance(0.7);
    expect((await sign()).timestamp).toBe(Math.floor(room.clock.now().getTime() / 1000));
  });

  it('gets another nonce each time', async () => {
    const nonces = await Promise.all(Array.from({ length: 20 }, async () => (await sign()).nonceStr));
    expect(new Set(nonces).size).toBe(20);
  });

  it('that is not registered is refused before anybody asks WeChat', async () => {
    await expect(sign('https://evil.example/')).rejects.toMatchObject({ code: 'ticket.page_not_registered' });
    expect(room.wechat.asked).toEqual([]);
  });
});
