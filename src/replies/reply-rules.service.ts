import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { CannotAuthorize } from '../accounts/account.errors.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { LoginLinkFiller } from './login-link-filler.js';
import { ReplyRuleUnknown } from './replies.errors.js';
import { type HeldRule, ReplyRuleRepository, type RuleFields } from './reply-rule.repository.js';
import type { NewReplyRule } from './reply-rule.schemas.js';

/** A rule as operators see it. */
export interface ReplyRule extends Omit<HeldRule, 'loginAccountId'> {
  /** Key of the account that `{{login_link}}` signs in at; null: the account's own choice. */
  readonly loginAccount: string | null;
}

const ID = /^[1-9]\d{0,17}$/;

/** The rules by which accounts answer, for operators. What an instance changes here, all go by with the next message. */
@Injectable()
export class ReplyRulesService {
  constructor(
    private readonly rows: ReplyRuleRepository,
    private readonly filler: LoginLinkFiller,
    private readonly accounts: AccountsService,
  ) {}

  /** An account's rules, in the order in which they are tried. */
  async list(account: Account): Promise<ReplyRule[]> {
    const held = await this.rows.of(account.id);
    return Promise.all(held.map((rule) => this.shown(rule)));
  }

  /** @throws AccountUnknown | CannotAuthorize | NoLoginAccount | ReplyTooLong */
  async create(account: Account, rule: NewReplyRule): Promise<ReplyRule> {
    return this.shown(await this.rows.insert(account.id, await this.checked(account, rule)));
  }

  /** Writes the whole rule anew. @throws ReplyRuleUnknown, and as {@link create} */
  async update(account: Account, id: string, rule: NewReplyRule): Promise<ReplyRule> {
    const fields = await this.checked(account, rule);
    const held = ID.test(id) ? await this.rows.replace(account.id, id, fields) : null;
    if (!held) throw new ReplyRuleUnknown();
    return this.shown(held);
  }

  /** @throws ReplyRuleUnknown */
  async remove(account: Account, id: string): Promise<void> {
    if (!ID.test(id) || !(await this.rows.remove(account.id, id))) throw new ReplyRuleUnknown();
  }

  private async checked(account: Account, rule: NewReplyRule): Promise<RuleFields> {
    const { loginAccount: key, ...fields } = rule;
    const loginAccount = key === null ? null : await this.accounts.get(key);
    if (loginAccount && loginAccount.kind !== 'service') throw new CannotAuthorize(loginAccount.key);
    await this.filler.check(account, rule.content, loginAccount);
    const word =
      fields.trigger === 'keyword'
        ? { keyword: fields.keyword, match: fields.match }
        : { keyword: null, match: null };
    return { ...fields, ...word, loginAccountId: loginAccount?.id ?? null };
  }

  private async shown({ loginAccountId, ...rule }: HeldRule): Promise<ReplyRule> {
    const loginAccount = loginAccountId === null ? null : (await this.accounts.getById(loginAccountId)).key;
    return { ...rule, loginAccount };
  }
}
