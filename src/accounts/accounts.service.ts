import { Injectable } from '@nestjs/common';
import { Sealer, type SealedPlace } from '../kernel/crypto/sealer.js';
import { Clock } from '../kernel/clock/clock.js';
import { Random } from '../kernel/random/random.js';
import type { AppCredentials } from '../wechat/oauth/oauth-api.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Account } from './account.entity.js';
import { AccountMismatch, AccountUnknown, CannotAuthorize } from './account.errors.js';
import { AccountRepository } from './account.repository.js';
import type { NewAccount, NewPushSettings } from './account.schemas.js';
import { PushSecrets, type PushSettings } from './push-secrets.js';

/** How old our copy of the accounts may be: what one instance changes, the others know after this. */
const COPY_LIVES_MS = 2_000;
/** How old it may be when somebody asks for an account that is not in it: it may have been added elsewhere just now. */
const COPY_DENIES_MS = 250;
/** How old it may be while the database is away: what can be answered from memory then, is. */
const COPY_SERVES_MS = 10 * 60_000;

/** The account `main` as the configuration gives it. */
export interface MainAccount {
  readonly appId: string;
  readonly appSecret: string;
  readonly kind: Account['kind'];
  readonly name: string;
  readonly openPlatform?: string;
  readonly tokenMode?: Account['tokenMode'];
  readonly verifyFile: { readonly name: string; readonly body: Buffer } | null;
  /** How its pushes come; absent: as the database has it. */
  readonly push?: NewPushSettings;
}

/** The accounts we serve, side by side. Their secrets go in and are never read out again, except to WeChat. */
@Injectable()
export class AccountsService {
  /** Opened secrets live as long as our copy of their account does: two seconds. */
  private readonly opened = new WeakMap<Account, AppCredentials>();
  private readonly pushSecrets: PushSecrets;
  private copy: { readonly accounts: readonly Account[]; readonly askedAtMs: number } | null = null;
  private reading: { accounts: Promise<readonly Account[]>; askedAtMs: number } | null = null;

  constructor(
    private readonly rows: AccountRepository,
    private readonly sealer: Sealer,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    this.pushSecrets = new PushSecrets(sealer);
  }

  /** All accounts, the oldest first; at most two seconds behind another instance, ten minutes while the database is away. */
  async all(): Promise<readonly Account[]> {
    return this.noOlderThan(COPY_LIVES_MS);
  }

  private async noOlderThan(ms: number): Promise<readonly Account[]> {
    if (this.copy && this.ageMs(this.copy) < ms) return this.copy.accounts;
    // An answer is as old as its question: what changed meanwhile may be missing from it.
    if (!this.reading || this.ageMs(this.reading) >= ms)
      this.reading = { accounts: this.rows.all(), askedAtMs: this.clock.monotonicMs() };
    const reading = this.reading;
    try {
      const accounts = await reading.accounts;
      // What was being read while something changed may lack the change.
      if (this.reading === reading) this.copy = { accounts, askedAtMs: reading.askedAtMs };
      return accounts;
    } catch (error) {
      if (error instanceof DatabaseUnavailable && this.copy && this.ageMs(this.copy) < COPY_SERVES_MS)
        return this.copy.accounts;
      throw error;
    } finally {
      if (this.reading === reading) this.reading = null;
    }
  }

  /** @throws AccountUnknown */
  async get(key: string): Promise<Account> {
    return this.search((candidate) => candidate.key === key);
  }

  /** @throws AccountUnknown */
  async getById(id: string): Promise<Account> {
    return this.search((candidate) => candidate.id === id);
  }

  private async search(isIt: (account: Account) => boolean): Promise<Account> {
    const account = (await this.all()).find(isIt) ?? (await this.noOlderThan(COPY_DENIES_MS)).find(isIt);
    if (!account) throw new AccountUnknown();
    return account;
  }

  /** The website app through which a PC may sign in to what `account` serves, if there is one. */
  async websiteBeside(account: Account): Promise<Account | null> {
    const websites = (await this.all()).filter((candidate) => candidate.kind === 'website');
    return websites.find((website) => website.openPlatform === account.openPlatform) ?? null;
  }

  /** What WeChat asks for. @throws SealBroken */
  credentialsOf(account: Account): AppCredentials {
    const held = this.opened.get(account);
    if (held) return held;
    const credentials = {
      appId: account.appId,
      appSecret: this.sealer.open(account.secretSealed, secretOf(account.id)),
    };
    this.opened.set(account, credentials);
    return credentials;
  }

  /** @throws AccountTaken */
  async add(account: NewAccount): Promise<Account> {
    const id = this.random.uuid();
    const { appSecret, ...described } = account;
    await this.rows.insert({
      tokenMode: 'stable',
      ...described,
      id,
      secretSealed: this.sealer.seal(appSecret, secretOf(id)),
      verifyFileName: null,
      verifyFileBody: null,
      jsDomains: [],
      pushMode: 'plain',
      pushTokenSealed: null,
      pushAesKeySealed: null,
      pushPreviousAesKeySealed: null,
      originalId: null,
      loginAccountId: null,
    });
    this.forget();
    return this.get(account.key);
  }

  /** The new secret counts at once here, and within two seconds everywhere. @throws AccountUnknown */
  async rotateSecret(key: string, appSecret: string): Promise<void> {
    const { id } = await this.get(key);
    await this.rows.update(id, { secretSealed: this.sealer.seal(appSecret, secretOf(id)) });
    this.forget();
  }

  /** The file by which WeChat checks the domain. @throws AccountUnknown */
  async setVerifyFile(key: string, name: string, body: Buffer): Promise<void> {
    const { id } = await this.get(key);
    await this.rows.update(id, { verifyFileName: name, verifyFileBody: body });
    this.forget();
  }

  /** Replaces the hosts whose pages may use the JS-SDK. @throws AccountUnknown */
  async setJsDomains(key: string, domains: readonly string[]): Promise<void> {
    const { id } = await this.get(key);
    await this.rows.update(id, { jsDomains: [...domains] });
    this.forget();
  }

  /** How an account's pushes come and are signed; null while no push token is set. @throws SealBroken */
  pushSettingsOf(account: Account): PushSettings | null {
    return this.pushSecrets.of(account);
  }

  /** A new AES key keeps the one before it, which WeChat may still use. @throws AccountUnknown | PushKeyMissing */
  async setPush(key: string, settings: NewPushSettings): Promise<void> {
    // Not from our copy: the key before this one is what another instance may have set a moment ago.
    const account = await this.rows.findByKey(key);
    if (!account) throw new AccountUnknown();
    await this.rows.update(account.id, this.pushSecrets.changes(account, settings));
    this.forget();
  }

  /** The original id of an account that had none; answers the one that counts, which another instance may have learnt first. */
  async learnOriginalId(account: Account, originalId: string): Promise<string> {
    await this.rows.learnOriginalId(account.id, originalId);
    this.forget();
    return (await this.getById(account.id)).originalId ?? originalId;
  }

  /** The account whose authorization an account's login links use: the one it borrows, or itself; null where neither can. */
  async loginAccountOf(account: Account): Promise<Account | null> {
    const { loginAccountId } = account;
    const borrowed = loginAccountId && (await this.all()).find(({ id }) => id === loginAccountId);
    const candidate = borrowed || account;
    return candidate.kind === 'service' ? candidate : null;
  }

  /** Whose authorization an account's login links borrow (借用授权); null: its own. @throws AccountUnknown | CannotAuthorize */
  async setLoginAccount(key: string, loginKey: string | null): Promise<void> {
    const { id } = await this.get(key);
    const lender = loginKey === null ? null : await this.get(loginKey);
    if (lender && lender.kind !== 'service') throw new CannotAuthorize(lender.key);
    await this.rows.update(id, { loginAccountId: lender && lender.id !== id ? lender.id : null });
    this.forget();
  }

  /** The bytes of a domain verification file, if an account has one of this name. */
  async verifyFile(name: string): Promise<Buffer | null> {
    return (await this.all()).find((account) => account.verifyFileName === name)?.verifyFileBody ?? null;
  }

  /** Writes what the configuration says of `main`. @throws AccountMismatch when it is another account's row. */
  async ensureMain(main: MainAccount): Promise<void> {
    const held = (await this.rows.findByKey('main')) ?? (await this.addMain(main));
    if (held.appId !== main.appId) throw new AccountMismatch(held.appId, main.appId);
    const sealedAnew = this.sealsAnother(held, main.appSecret);
    await this.rows.update(held.id, {
      kind: main.kind,
      name: main.name,
      tokenMode: main.tokenMode ?? 'stable',
      ...(sealedAnew ? { secretSealed: sealedAnew } : {}),
      ...(main.verifyFile
        ? { verifyFileName: main.verifyFile.name, verifyFileBody: main.verifyFile.body }
        : {}),
      ...(main.push ? this.pushSecrets.changes(held, main.push) : {}),
    });
    this.forget();
  }

  /** Another instance may be first, and may have been told of another appid: what is in the database counts. */
  private async addMain(main: MainAccount): Promise<Account> {
    try {
      const { appId, appSecret, kind, name, openPlatform = 'default', tokenMode = 'stable' } = main;
      return await this.add({ key: 'main', appId, appSecret, kind, name, openPlatform, tokenMode });
    } catch (error) {
      const held = await this.rows.findByKey('main');
      if (!held) throw error;
      return held;
    }
  }

  private sealsAnother(held: Account, appSecret: string): Buffer | null {
    try {
      if (this.credentialsOf(held).appSecret === appSecret) return null;
    } catch {
      // Sealed with a key that has left SECRET_KEY: the configured secret replaces it.
    }
    return this.sealer.seal(appSecret, secretOf(held.id));
  }

  private ageMs({ askedAtMs }: { readonly askedAtMs: number }): number {
    return this.clock.monotonicMs() - askedAtMs;
  }

  private forget(): void {
    this.copy = null;
    this.reading = null;
  }
}

function secretOf(accountId: string): SealedPlace {
  return { table: 'account', column: 'secret_sealed', row: accountId };
}
