import type { PushMessage } from '../wechat/push/push-message.js';
import type { HeldRule } from './reply-rule.repository.js';

/**
 * The rule that answers a push; null: none does. Rules come in the order in which they are tried. A follow is answered
 * by rules for follows; a text by a rule whose word it has, before any for everything else; other events by nothing.
 */
export function chooseRule(rules: readonly HeldRule[], push: PushMessage): HeldRule | null {
  const enabled = rules.filter((rule) => rule.enabled);
  if (push.msgType === 'event')
    return push.event === 'subscribe' ? (enabled.find(({ trigger }) => trigger === 'follow') ?? null) : null;
  const said = push.content === null ? null : plain(push.content);
  const byWord = said === null ? undefined : enabled.find((rule) => hears(rule, said));
  return byWord ?? enabled.find(({ trigger }) => trigger === 'default') ?? null;
}

function hears({ trigger, keyword, match }: HeldRule, said: string): boolean {
  if (trigger !== 'keyword' || keyword === null) return false;
  const word = plain(keyword);
  return match === 'contains' ? said.includes(word) : said === word;
}

/** People write in full or half width, in either case, with a space too many. */
function plain(text: string): string {
  return text.normalize('NFKC').trim().toLowerCase();
}
