import { anAccount, testSealer } from '../../test/fakes/an-account.js';
import { FixedClock } from '../../test/fakes/fixed-clock.js';
import { InMemoryAccounts } from '../../test/fakes/in-memory-accounts.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { SystemRandom } from '../kernel/random/system-random.js';
import { type FoundLink, LoginLinkRepository, type NewLoginLink } from './login-link.repository.js';
import { LINK_PATH_LENGTH, LoginLinks } from './login-links.service.js';

/** Links in an array. */
class InMemoryLinks extends LoginLinkRepository {
  readonly held: NewLoginLink[] = [];
  changes: Partial<FoundLink> = {};
  knowing: string[] = [];

  constructor() {
    super(undefined as never);
  }

  override async insert(link: NewLoginLink): Promise<Date> {
    this.held.push(link);
    return new Date('2026-03-01T08:10:00Z');
  }

  override async find(tokenHash: Buffer): Promise<FoundLink | null> {
    const link = this.held.find((held) => held.tokenHash.equals(tokenHash));
    return link ? { ...link, consumed: false, expired: false, ...this.changes } : null;
  }

  override async accountsKnowing(): Promise<string[]> {
    return this.knowing;
  }
}

const own = anAccount({ id: '11111111-1111-4111-8111-111111111111', key: 'own', kind: 'subscription' });
const lender = anAccount({
  id: '22222222-2222-4222-8222-222222222222',
  key: 'lender',
  appId: 'wxlender00000001',
});
const PUBLIC_URL = 'https://wx.example.com';

let rows: InMemoryLinks;
let links: LoginLinks;
beforeEach(() => {
  rows = new InMemoryLinks();
  const random = new SystemRandom();
  const accounts = new AccountsService(
    new InMemoryAccounts([own, lender]),
    testSealer,
    new FixedClock(),
    random,
  );
  links = new LoginLinks(rows, accounts, { publicUrl: PUBLIC_URL, rules: [] }, random);
});

const make = (returnTo?: string) => links.make({ account: own, openid: 'oOwn' }, lender, returnTo);
const tokenIn = (url: string): string => url.slice(`${PUBLIC_URL}/auth/link/`.length);

it('makes an address of 32 characters of chance, of which only the digest is kept', async () => {
  const [one, two] = [await make(), await make()];
  expect(one.url).toMatch(/^https:\/\/wx\.example\.com\/auth\/link\/[0-9A-Za-z]{32}$/);
  expect(one.url).not.toBe(two.url);
  expect(one.url).toHaveLength(PUBLIC_URL.length + LINK_PATH_LENGTH);
  expect(rows.held[0]).toEqual({
    tokenHash: sha256(tokenIn(one.url)),
    accountId: own.id,
    openid: 'oOwn',
    atAccountId: lender.id,
    returnTo: '/me',
  });
});

it.each([
  'https://evil.example/',
  '//evil.example',
  'javascript:alert(1)',
  '/auth/wechat',
  '/auth/link/x',
  '',
])('refuses to land at %j', async (returnTo) => {
  await expect(make(returnTo)).rejects.toMatchObject({ code: 'link.return_to_refused' });
  expect(rows.held).toEqual([]);
});

it('refuses an account that authorizes nobody', async () => {
  const made = links.make({ account: lender, openid: 'oLender' }, own);
  await expect(made).rejects.toMatchObject({ code: 'link.account_cannot_authorize' });
});

it('opens what it made, and says what is wrong with the rest', async () => {
  const { url } = await make('/orders?x=1');
  expect(await links.open(tokenIn(url))).toMatchObject({
    hash: sha256(tokenIn(url)),
    url,
    of: { key: 'own' },
    at: { key: 'lender' },
    returnTo: '/orders?x=1',
  });
  rows.changes = { expired: true };
  await expect(links.open(tokenIn(url))).rejects.toMatchObject({ code: 'link.expired' });
  rows.changes = { consumed: true, expired: true };
  await expect(links.open(tokenIn(url))).rejects.toMatchObject({ code: 'link.used' });
  for (const token of ['a'.repeat(32), 'a', '', `${tokenIn(url)}a`, 'é'.repeat(32)])
    await expect(links.open(token)).rejects.toMatchObject({ code: 'link.unknown' });
});

describe('whose openid it is', () => {
  const owner = (named?: string) => links.ownerOf('oOwn', lender, named);

  it('says who is named, or the only other account that knows it', async () => {
    expect((await owner('own')).key).toBe('own');
    rows.knowing = [own.id];
    expect((await owner()).key).toBe('own');
  });

  it.each([
    ['nobody knows it', [], undefined, 'link.openid_unclear'],
    ['two know it', [own.id, lender.id], undefined, 'link.openid_unclear'],
    ['the account of the path is named', [own.id], 'lender', 'link.same_account'],
    ['an account is named that is none', [own.id], 'none', 'account.not_found'],
  ])('is refused when %s', async (_name, knowing, named, code) => {
    rows.knowing = knowing;
    await expect(owner(named)).rejects.toMatchObject({ code });
  });
});
