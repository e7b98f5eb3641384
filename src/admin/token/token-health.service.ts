import { Injectable } from '@nestjs/common';
import type { Account } from '../../accounts/account.entity.js';
import { AccountsService } from '../../accounts/accounts.service.js';
import { Clock } from '../../kernel/clock/clock.js';
import { CredentialRepository, type CredentialState } from '../../token/credential.repository.js';
import { ForceBudgetRepository } from '../../token/force-budget.repository.js';
import { tokenHealthOf } from './token.schemas.js';

/** How the global tokens and tickets are, without ever opening one. */
@Injectable()
export class TokenHealthService {
  constructor(
    private readonly accounts: AccountsService,
    private readonly rows: CredentialRepository,
    private readonly budgets: ForceBudgetRepository,
    private readonly clock: Clock,
  ) {}

  /** Of every official account; website apps have none. */
  async all(): Promise<ReturnType<typeof tokenHealthOf>[]> {
    const official = (await this.accounts.all()).filter(({ kind }) => kind !== 'website');
    const states = await this.rows.states();
    return Promise.all(official.map((account) => this.facts(account, states)));
  }

  /** Of one. */
  async of(account: Account): Promise<ReturnType<typeof tokenHealthOf>> {
    return this.facts(account, await this.rows.states());
  }

  private async facts(account: Account, states: readonly CredentialState[]) {
    const find = (kind: CredentialState['kind']) =>
      states.find((state) => state.accountId === account.id && state.kind === kind);
    return tokenHealthOf({
      account,
      now: this.clock.now(),
      token: find('token'),
      ticket: find('ticket'),
      force: await this.budgets.of(account.id),
    });
  }
}
