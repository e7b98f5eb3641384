import { randomBytes, randomUUID } from 'node:crypto';
import type { Account } from '../../src/accounts/account.entity.js';
import type { AccountOpenid } from '../../src/links/linked-openid.repository.js';
import { aClaimedSignIn, aDatabase, type ADatabase } from '../fakes/a-database.js';

let database: ADatabase;
let own: Account;
let lender: Account;
beforeAll(async () => void (database = await aDatabase()));
afterAll(() => database.end());
beforeEach(async () => {
  await database.clear();
  own = await addAccount({ key: 'own', appId: 'wxown', kind: 'subscription', openPlatform: 'one' });
  lender = await addAccount({ key: 'lender', appId: 'wxlender', openPlatform: 'two' });
});

const addAccount = (given: Partial<Account>) => database.addAccount({ id: randomUUID(), ...given });
const at = (account: Account, openid: string): AccountOpenid => ({ accountId: account.id, openid });

/** A link for an openid of `own`, to be opened at `lender`; answers its digest. */
async function aLink(openid: string, of = own, authorizing = lender): Promise<Buffer> {
  const tokenHash = randomBytes(32);
  await database.links.insert({ ...at(of, openid), tokenHash, atAccountId: authorizing.id, returnTo: '/me' });
  return tokenHash;
}

/** Somebody comes back from WeChat with a link: why it did nothing for them, or null. */
async function comeWith(link: Buffer, visitor: string, authorizing = lender, unionid: string | null = null) {
  const signIn = await aClaimedSignIn(database, authorizing, { openid: visitor, unionid });
  return (await database.signIns.signInByLink(signIn, link))!.refused;
}

const sorted = (texts: readonly (string | null)[]) =>
  texts.toSorted((one, other) => String(one).localeCompare(String(other)));
const join = (first: AccountOpenid, second: AccountOpenid) =>
  database.sql.transaction((sql) =>
    database.pairs.join(sql, first, second, { source: 'operator', linkId: null }),
  );
const outcomes = async () =>
  (await database.sql.rows<{ outcome: string | null }>('SELECT outcome FROM login_link ORDER BY id')).map(
    ({ outcome }) => outcome,
  );
const partnersOf = async (account: Account, openid: string) =>
  (await database.pairs.of(at(account, openid))).map(({ openid: other }) => other);

describe('a link', () => {
  it('joins two openids, which each then know the other', async () => {
    expect(await comeWith(await aLink('oOwn'), 'oVisitor')).toBeNull();
    expect(await database.pairs.of(at(own, 'oOwn'))).toEqual([
      {
        id: expect.any(String) as string,
        source: 'link',
        ...at(lender, 'oVisitor'),
        linkedAt: expect.any(Date) as Date,
        contradicted: false,
      },
    ]);
    expect(await partnersOf(lender, 'oVisitor')).toEqual(['oOwn']);
    expect(await outcomes()).toEqual(['linked']);
  });

  it('is used up by the exchange and not by looking', async () => {
    const link = await aLink('oOwn');
    for (let look = 0; look < 3; look++)
      expect(await database.links.find(link)).toMatchObject({ consumed: false, expired: false });
    await comeWith(link, 'oVisitor');
    expect(await database.links.find(link)).toMatchObject({ consumed: true });
  });

  it('is used once, whoever comes next; they are signed in as themselves and nothing is joined', async () => {
    const link = await aLink('oOwn');
    await comeWith(link, 'oVisitor');
    expect(await comeWith(link, 'oVisitor')).toBe('used');
    expect(await comeWith(link, 'oStranger')).toBe('used');
    expect(await partnersOf(lender, 'oStranger')).toEqual([]);
    expect(await database.count('session')).toBe(3);
  });

  it('is used by one of eight who come at once', async () => {
    const link = await aLink('oOwn');
    const refusals = await Promise.all(
      Array.from({ length: 8 }, (_, visitor) => comeWith(link, `oVisitor${visitor}`)),
    );
    expect(refusals.filter((refused) => refused === null)).toHaveLength(1);
    expect(refusals.filter((refused) => refused === 'used')).toHaveLength(7);
    expect(await database.count('linked_openid')).toBe(1);
  });

  it('lapses after ten minutes, at the exchange too', async () => {
    const [early, late] = [await aLink('oEarly'), await aLink('oLate')];
    await database.age('login_link', 595);
    expect(await comeWith(early, 'oOne')).toBeNull();
    await database.age('login_link', 6);
    expect(await comeWith(late, 'oTwo')).toBe('expired');
    expect(await database.links.find(late)).toMatchObject({ consumed: false, expired: true });
    expect(await partnersOf(own, 'oLate')).toEqual([]);
  });

  it('is left as it is by a sign-in that fails', async () => {
    const link = await aLink('oOwn');
    const signIn = await aClaimedSignIn(database, lender);
    await database.attempts.fail(signIn.stateHash, 'login.expired');
    expect(await database.signIns.signInByLink(signIn, link)).toBeNull();
    expect(await database.links.find(link)).toMatchObject({ consumed: false });
  });

  it('is good at the account it was made for, and at no other', async () => {
    const other = await addAccount({ key: 'other', appId: 'wxother' });
    const link = await aLink('oOwn');
    expect(await comeWith(link, 'oVisitor', other)).not.toBeNull();
    expect(await database.links.find(link)).toMatchObject({ consumed: false });
    expect(await comeWith(randomBytes(32), 'oVisitor')).toBe('unknown');
  });

  it('for an openid of the very account that authorizes lets that one person in, and joins nothing', async () => {
    expect(await comeWith(await aLink('oSame', lender), 'oSame')).toBeNull();
    expect(await comeWith(await aLink('oSame', lender), 'oElse')).toBe('another_visitor');
    expect(await outcomes()).toEqual(['signed_in', 'another_visitor']);
    expect(await database.count('linked_openid')).toBe(0);
  });

  it('goes a day after it lapsed if nobody used it, and after ninety days if somebody did', async () => {
    await comeWith(await aLink('oOwn'), 'oVisitor');
    await aLink('oUnused');
    await database.age('login_link', 23 * 3600);
    expect(await database.links.purge()).toBe(0);
    await database.age('login_link', 2 * 3600);
    expect(await database.links.purge()).toBe(1);
    await database.age('login_link', 90 * 86_400);
    expect(await database.links.purge()).toBe(1);
    expect(await partnersOf(own, 'oOwn')).toEqual(['oVisitor']);
  });
});

describe('one to one', () => {
  it('holds when two visitors bring two links of one openid at once', async () => {
    for (let round = 0; round < 6; round++) {
      const links = [await aLink(`oOwn${round}`), await aLink(`oOwn${round}`)];
      const refusals = await Promise.all(
        links.map((link, visitor) => comeWith(link, `oVisitor${round}-${visitor}`)),
      );
      expect(sorted(refusals)).toEqual(['conflict', null]);
      expect(await partnersOf(own, `oOwn${round}`)).toHaveLength(1);
    }
    expect((await outcomes()).filter((outcome) => outcome === 'openid_taken')).toHaveLength(6);
  });

  it('holds when one visitor brings links of two openids at once', async () => {
    const links = [await aLink('oOne'), await aLink('oTwo')];
    const refusals = await Promise.all(links.map((link) => comeWith(link, 'oVisitor')));
    expect(sorted(refusals)).toEqual(['conflict', null]);
    expect(await partnersOf(lender, 'oVisitor')).toHaveLength(1);
    expect(sorted(await outcomes())).toEqual(['linked', 'visitor_taken']);
  });

  it('holds whichever of the two accounts a link was made at', async () => {
    const second = await addAccount({ key: 'second', appId: 'wxsecond', openPlatform: 'three' });
    await comeWith(await aLink('oThere', second), 'oHere');
    expect(await comeWith(await aLink('oElse', lender, second), 'oThere', second)).toBe('conflict');
    expect(await comeWith(await aLink('oHere', lender, second), 'oThere', second)).toBeNull();
    expect(await outcomes()).toEqual(['linked', 'visitor_taken', 'already_linked']);
  });

  it('lets an openid be joined at each of several accounts', async () => {
    const second = await addAccount({ key: 'second', appId: 'wxsecond', openPlatform: 'three' });
    await comeWith(await aLink('oOwn'), 'oVisitor');
    await comeWith(await aLink('oOwn', own, second), 'oSecond', second);
    expect(sorted(await partnersOf(own, 'oOwn'))).toEqual(['oSecond', 'oVisitor']);
  });

  it('keeps a conflict for whoever looks into it, on both sides', async () => {
    await comeWith(await aLink('oOwn'), 'oVisitor');
    await comeWith(await aLink('oOwn'), 'oThief');
    const refused = { outcome: 'openid_taken', at: expect.any(Date) as Date };
    expect(await database.links.refusedOf(at(own, 'oOwn'))).toEqual([
      { ...refused, ...at(lender, 'oThief') },
    ]);
    expect(await database.links.refusedOf(at(lender, 'oThief'))).toEqual([
      { ...refused, ...at(own, 'oOwn') },
    ]);
    expect(await database.links.refusedOf(at(lender, 'oVisitor'))).toEqual([]);
  });
});

describe('unionids', () => {
  let sister: Account;
  beforeEach(async () => {
    sister = await addAccount({ key: 'sister', appId: 'wxsister', openPlatform: 'two' });
  });
  const meet = async (account: Account, openid: string, unionid: string) =>
    database.signIns.signIn(await aClaimedSignIn(database, account, { openid, unionid }));

  it('link by themselves, and are shown beside what links joined', async () => {
    await meet(lender, 'oVisitor', 'uOne');
    await meet(sister, 'oSister', 'uOne');
    await meet(sister, 'oStranger', 'uTwo');
    await comeWith(await aLink('oOwn'), 'oVisitor');
    expect(await database.pairs.of(at(lender, 'oVisitor'))).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ source: 'link', ...at(own, 'oOwn') }),
        { id: null, source: 'unionid', ...at(sister, 'oSister'), linkedAt: null, contradicted: false },
      ]),
    );
    expect(await database.pairs.of(at(lender, 'oVisitor'))).toHaveLength(2);
  });

  it('that differ within one open platform keep two people apart', async () => {
    await meet(sister, 'oSister', 'uOne');
    expect(await comeWith(await aLink('oSister', sister), 'oVisitor', lender, 'uTwo')).toBe('conflict');
    expect(await outcomes()).toEqual(['unionid_differs']);
    expect(await database.count('linked_openid')).toBe(0);
  });

  it('that are one person’s at the other account already leave no room for another', async () => {
    await meet(lender, 'oKnown', 'uOne');
    await meet(sister, 'oSister', 'uOne');
    expect(await comeWith(await aLink('oSister', sister), 'oUnknown')).toBe('conflict');
    expect(await comeWith(await aLink('oSister', sister), 'oKnown')).toBeNull();
  });

  it('of two open platforms say nothing of each other', async () => {
    await meet(own, 'oOwn', 'uOne');
    expect(await comeWith(await aLink('oOwn'), 'oVisitor', lender, 'uTwo')).toBeNull();
  });

  it('learnt later mark a link that they contradict, and merge nobody', async () => {
    await comeWith(await aLink('oSister', sister), 'oVisitor');
    await meet(sister, 'oSister', 'uOne');
    await meet(lender, 'oVisitor', 'uTwo');
    expect(await database.pairs.of(at(sister, 'oSister'))).toMatchObject([{ contradicted: true }]);
    expect(await database.count('person')).toBe(2);
  });
});

describe('a pair', () => {
  it('is undone by either side, and by nobody else', async () => {
    await join(at(own, 'oOwn'), at(lender, 'oVisitor'));
    const id = (await database.pairs.of(at(own, 'oOwn')))[0]!.id!;
    expect(await database.pairs.undo(id, at(own, 'oElse'))).toBe(false);
    expect(await database.pairs.undo(id, at(lender, 'oOwn'))).toBe(false);
    expect(await database.pairs.undo(id, at(lender, 'oVisitor'))).toBe(true);
    expect(await partnersOf(own, 'oOwn')).toEqual([]);
    expect(await comeWith(await aLink('oOwn'), 'oVisitor')).toBeNull();
  });

  it('goes with either of its users', async () => {
    await join(at(own, 'oOwn'), at(lender, 'oVisitor'));
    await database.sql.rows(`DELETE FROM wechat_user WHERE openid = 'oVisitor'`);
    expect(await database.count('linked_openid')).toBe(0);
    expect(await database.count('wechat_user')).toBe(1);
  });

  it('is joined by an operator under the same rules', async () => {
    expect(await join(at(own, 'oOwn'), at(lender, 'oVisitor'))).toBe('linked');
    expect(await join(at(lender, 'oVisitor'), at(own, 'oOwn'))).toBe('already_linked');
    expect(await join(at(own, 'oOwn'), at(lender, 'oElse'))).toBe('first_taken');
    expect(await join(at(lender, 'oVisitor'), at(own, 'oElse'))).toBe('first_taken');
    expect(await join(at(own, 'oElse'), at(lender, 'oVisitor'))).toBe('second_taken');
  });
});
