import { identityOf } from '../personas/identity.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import {
  ask,
  aSandbox,
  authorizeLink,
  exchangeOf,
  open,
  sns,
  type TokenAnswer,
} from '../testing/a-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

const USERINFO = { scope: 'snsapi_userinfo' };

/** What somebody meets who opens a link: the sheet, or a code and what it is worth. */
async function meets(persona: string, link: Record<string, string> = {}, headers = {}) {
  const reply = await open(sandbox, authorizeLink({ ...USERINFO, ...link }), {
    'x-sandbox-persona': persona,
    ...headers,
  });
  if (reply.status === 200) return reply.text.includes('name="consent"') ? 'the sheet' : reply.text;
  const code = new URL(String(reply.headers['location'])).searchParams.get('code')!;
  const answer = await sns<TokenAnswer>(sandbox, 'oauth2/access_token', exchangeOf(code));
  return answer.is_snapshotuser === 1 ? 'a snapshot page' : 'a code';
}

async function consents(persona: string): Promise<void> {
  const headers = { 'x-sandbox-persona': persona, 'x-sandbox-auto-consent': 'allow' };
  expect((await open(sandbox, authorizeLink(USERINFO), headers)).status).toBe(302);
}

describe('who was asked lately', () => {
  it('is asked again, by default', async () => {
    await consents('stranger');
    expect(await meets('stranger')).toBe('the sheet');
  });

  it('is let through for as long as the switch says, for that account', async () => {
    sandbox.world.turn({ recent_consent_seconds: 600 });
    expect(await meets('stranger')).toBe('the sheet');
    await consents('stranger');
    expect(await meets('stranger')).toBe('a code');
    expect(await meets('emoji')).toBe('the sheet');
    sandbox.world.clock.advance(600);
    expect(await meets('stranger')).toBe('the sheet');
  });

  it('does not count as asked by being let through', async () => {
    sandbox.world.turn({ recent_consent_seconds: 600 });
    await consents('stranger');
    sandbox.world.clock.advance(400);
    expect(await meets('stranger')).toBe('a code');
    sandbox.world.clock.advance(400);
    expect(await meets('stranger')).toBe('the sheet');
    expect(sandbox.world.history.of('stranger').filter(({ kind }) => kind === 'consent')).toHaveLength(1);
  });

  it('sees the sheet with forcePopup=true, and with nothing else', async () => {
    sandbox.world.turn({ recent_consent_seconds: 600 });
    await consents('stranger');
    expect(await meets('stranger', { forcePopup: 'true' })).toBe('the sheet');
    expect(await meets('stranger', { forcePopup: 'false' })).toBe('a code');
  });
});

describe('a follower from the chat or the menu', () => {
  const FROM_CHAT = { 'x-sandbox-entry': 'main' };

  it('is not asked, whatever the link forces', async () => {
    expect(await meets('follower')).toBe('the sheet');
    expect(await meets('follower', {}, FROM_CHAT)).toBe('a code');
    expect(await meets('follower', { forcePopup: 'true', forceSnapShot: 'true' }, FROM_CHAT)).toBe('a code');
    expect(await meets('follower', {}, { cookie: 'sandbox_entry=main' })).toBe('a code');
  });

  it('is asked from the chat of another account, when they do not follow, and by switch', async () => {
    expect(await meets('follower', {}, { 'x-sandbox-entry': 'dingyue' })).toBe('the sheet');
    expect(await meets('stranger', {}, FROM_CHAT)).toBe('the sheet');
    sandbox.world.turn({ follower_entry: 'asked' });
    expect(await meets('follower', {}, FROM_CHAT)).toBe('the sheet');
  });
});

describe('forceSnapShot', () => {
  const FORCED = { forceSnapShot: 'true' };

  it('shows a snapshot page: the visitor’s stand-in agrees, and the phone knows', async () => {
    expect(await meets('stranger', FORCED)).toBe('a snapshot page');
    expect(await meets('stranger', { forceSnapShot: 'false' })).toBe('the sheet');
    const code = new URL(
      String(
        (await open(sandbox, authorizeLink({ ...USERINFO, ...FORCED }), { 'x-sandbox-persona': 'stranger' }))
          .headers['location'],
      ),
    ).searchParams.get('code')!;
    const { openid } = await sns<TokenAnswer>(sandbox, 'oauth2/access_token', exchangeOf(code));
    const persona = sandbox.world.personas.get('stranger');
    expect(openid).toBe(identityOf(SANDBOX_ACCOUNT, { persona, snapshot: true }).openid);
  });

  it('is nothing to a silent scope, to who was asked lately, and to who tapped for the full service', async () => {
    expect(await meets('stranger', { ...FORCED, scope: 'snsapi_base' })).toBe('a code');
    expect(await meets('stranger', FORCED, { 'x-sandbox-full-service': '1' })).toBe('the sheet');
    sandbox.world.turn({ recent_consent_seconds: 600 });
    await consents('stranger');
    expect(await meets('stranger', FORCED)).toBe('a code');
  });

  it('the phone has its bar until the full service is tapped, or another authorization comes', async () => {
    const phone = async (headers = {}) => {
      const cookie = { cookie: 'sandbox_persona=stranger' };
      const { text } = await ask(sandbox, '/_sandbox/phone', { headers: { ...cookie, ...headers } });
      return (JSON.parse(text) as { snapshot: boolean }).snapshot;
    };
    expect(await phone()).toBe(false);
    await meets('stranger', FORCED);
    expect(await phone()).toBe(true);
    expect(await phone({ cookie: 'sandbox_persona=stranger; sandbox_full_service=1' })).toBe(false);
    await meets('stranger', { scope: 'snsapi_base' });
    expect(await phone()).toBe(false);
    await meets('stranger', FORCED);
    const body = JSON.stringify({ persona: 'stranger' });
    await ask(sandbox, '/_sandbox/phone', { method: 'POST', body });
    expect(await phone()).toBe(false);
  });
});

it('a snapshot persona sees their snapshot, asked lately or not', async () => {
  sandbox.world.turn({ recent_consent_seconds: 600 });
  expect(await meets('snapshot', { forcePopup: 'true' })).toBe('a snapshot page');
  expect(await meets('snapshot', {}, { 'x-sandbox-full-service': '1' })).toBe('the sheet');
});
