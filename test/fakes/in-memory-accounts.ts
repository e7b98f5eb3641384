import type { Account } from '../../src/accounts/account.entity.js';
import { AccountTaken } from '../../src/accounts/account.errors.js';
import { AccountRepository } from '../../src/accounts/account.repository.js';

/** Accounts in an array. */
export class InMemoryAccounts extends AccountRepository {
  reads = 0;

  constructor(readonly held: Account[] = []) {
    super(undefined as never, undefined as never);
  }

  override async all(): Promise<Account[]> {
    this.reads++;
    return [...this.held];
  }

  override async findByKey(key: string): Promise<Account | null> {
    return this.held.find((account) => account.key === key) ?? null;
  }

  override async insert(account: Omit<Account, 'createdAt' | 'updatedAt'>): Promise<void> {
    if (this.held.some(({ key }) => key === account.key)) throw new AccountTaken('key');
    if (this.held.some(({ appId }) => appId === account.appId)) throw new AccountTaken('appid');
    this.held.push({ ...account, createdAt: new Date(), updatedAt: new Date() });
  }

  override async learnOriginalId(id: string, originalId: string): Promise<void> {
    const held = this.held.find((account) => account.id === id);
    if (held?.originalId === null) await this.update(id, { originalId });
  }

  override async update(id: string, changes: Partial<Omit<Account, 'id' | 'key'>>): Promise<void> {
    const at = this.held.findIndex((account) => account.id === id);
    if (at >= 0) this.held[at] = { ...this.held[at]!, ...changes };
  }
}
