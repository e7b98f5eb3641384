import type { SandboxAccount } from '../sandbox-account.js';
import { AlreadyThere, NoSuchAccount } from '../sandbox.errors.js';

/** The platform's accounts, found by key or by appid (letter case counts). */
export class Accounts {
  private readonly byKey = new Map<string, SandboxAccount>();
  private readonly byAppId = new Map<string, SandboxAccount>();

  constructor(private readonly initial: readonly SandboxAccount[]) {
    this.reset();
  }

  list(): SandboxAccount[] {
    return [...this.byKey.values()];
  }

  findByAppId(appId: string): SandboxAccount | null {
    return this.byAppId.get(appId) ?? null;
  }

  /** @throws NoSuchAccount */
  get(key: string): SandboxAccount {
    const account = this.byKey.get(key);
    if (!account) throw new NoSuchAccount(key);
    return account;
  }

  /** @throws AlreadyThere */
  add(account: SandboxAccount): void {
    if (this.byKey.has(account.key)) throw new AlreadyThere(`The account "${account.key}"`);
    if (this.byAppId.has(account.appId)) throw new AlreadyThere(`The appid "${account.appId}"`);
    this.keep(account);
  }

  /** Changes some of an account's properties; key and appid are for good. @throws NoSuchAccount */
  change(key: string, changes: Partial<Omit<SandboxAccount, 'key' | 'appId'>>): SandboxAccount {
    const changed = { ...this.get(key), ...changes };
    this.keep(changed);
    return changed;
  }

  /** These accounts, and no others, until the next {@link reset}. @throws AlreadyThere where two have a key or an appid in common */
  replace(accounts: readonly SandboxAccount[]): void {
    this.byKey.clear();
    this.byAppId.clear();
    for (const account of accounts) this.add(account);
  }

  /** Back to the accounts it began with. */
  reset(): void {
    this.replace(this.initial);
  }

  private keep(account: SandboxAccount): void {
    this.byKey.set(account.key, account);
    this.byAppId.set(account.appId, account);
  }
}
