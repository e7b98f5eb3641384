import type { AccountsService } from '../accounts/accounts.service.js';
import type { Config } from '../config/config.js';
import { LoginLinkRepository } from '../links/login-link.repository.js';
import { LoginLinks } from '../links/login-links.service.js';
import { LoginLinkFiller } from '../replies/login-link-filler.js';
import { ReplyRuleRepository } from '../replies/reply-rule.repository.js';
import { type ReplyRule, ReplyRulesService } from '../replies/reply-rules.service.js';
import type { Workplace } from './command.js';
import { type Ground, sqlOn } from './database/change.js';

/** The server's own service for reply rules, over a database that a command opened. */
export function repliesOver(
  ground: Ground,
  accounts: AccountsService,
  { http, returnRules }: Config,
  { random }: Workplace,
): ReplyRulesService {
  const sql = sqlOn(ground);
  const targets = { publicUrl: http.publicUrl ?? `http://localhost:${http.port}`, rules: returnRules };
  const links = new LoginLinks(new LoginLinkRepository(sql), accounts, targets, random);
  return new ReplyRulesService(
    new ReplyRuleRepository(sql),
    new LoginLinkFiller(links, accounts, targets),
    accounts,
  );
}

/** A rule as `--json` shows it. */
export function viewOfRule(account: string, rule: ReplyRule) {
  const { id, trigger, keyword, match, content, loginAccount, position, enabled } = rule;
  return { id, account, trigger, keyword, match, ...content, login_account: loginAccount, position, enabled };
}

/** A rule in one line. */
export function lineOfRule({ trigger, keyword, match, content }: ReplyRule): string {
  const when = trigger === 'keyword' ? `${match === 'contains' ? 'has' : 'is'} “${keyword}”` : trigger;
  return `${when} → ${'text' in content ? content.text : `[${content.article.title}] ${content.article.url}`}`;
}
