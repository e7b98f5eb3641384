import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import type { KeywordMatch, ReplyContent, ReplyTrigger } from './reply-rule.schemas.js';

/** A rule as it is kept. */
export interface HeldRule {
  readonly id: string;
  readonly trigger: ReplyTrigger;
  readonly keyword: string | null;
  readonly match: KeywordMatch | null;
  readonly content: ReplyContent;
  readonly loginAccountId: string | null;
  readonly position: number;
  readonly enabled: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What an operator may say of a rule. */
export type RuleFields = Omit<HeldRule, 'id' | 'createdAt' | 'updatedAt'>;

const COLUMNS = `id, trigger, keyword, match, content, login_account_id AS "loginAccountId", position, enabled,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The reply rules in the database. */
@Injectable()
export class ReplyRuleRepository {
  constructor(private readonly sql: Sql) {}

  /** An account's rules, in the order in which they are tried. */
  of(accountId: string): Promise<HeldRule[]> {
    return this.sql.rows<HeldRule>(
      `SELECT ${COLUMNS} FROM reply_rule WHERE account_id = $1 ORDER BY position, id`,
      [accountId],
    );
  }

  async insert(accountId: string, rule: RuleFields): Promise<HeldRule> {
    const row = await this.sql.one<HeldRule>(
      `INSERT INTO reply_rule (account_id, trigger, keyword, match, content, login_account_id, position, enabled)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING ${COLUMNS}`,
      [accountId, ...valuesOf(rule)],
    );
    return row!;
  }

  /** Writes the whole rule anew; null when the account has none of this id. */
  replace(accountId: string, id: string, rule: RuleFields): Promise<HeldRule | null> {
    return this.sql.one<HeldRule>(
      `UPDATE reply_rule SET trigger = $3, keyword = $4, match = $5, content = $6, login_account_id = $7, position = $8,
         enabled = $9, updated_at = now()
       WHERE account_id = $1 AND id = $2 RETURNING ${COLUMNS}`,
      [accountId, id, ...valuesOf(rule)],
    );
  }

  /** Answers whether there was one. */
  async remove(accountId: string, id: string): Promise<boolean> {
    const removed = await this.sql.change('DELETE FROM reply_rule WHERE account_id = $1 AND id = $2', [
      accountId,
      id,
    ]);
    return removed === 1;
  }
}

function valuesOf(rule: RuleFields): unknown[] {
  return [
    rule.trigger,
    rule.keyword,
    rule.match,
    JSON.stringify(rule.content),
    rule.loginAccountId,
    rule.position,
    rule.enabled,
  ];
}
