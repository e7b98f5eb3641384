import { z } from 'zod';
import { accountKey } from '../../accounts/account.schemas.js';
import {
  type NewReplyRule,
  newReplyRule,
  replyArticle,
  replyText,
} from '../../replies/reply-rule.schemas.js';
import type { ReplyRule } from '../../replies/reply-rules.service.js';

/** The path's `:id` of a rule. */
export const ruleId = z
  .string()
  .regex(/^[1-9]\d{0,17}$/)
  .meta({ description: 'Id of the rule', examples: ['7'] });

const EXAMPLE = {
  trigger: 'keyword',
  keyword: '会员',
  match: 'contains',
  text: '<a href="{{login_link}}">点击登录</a>',
};

/** `POST` and `PUT` of a rule: as flat as a form. */
export const ruleToKeep = z
  .strictObject({
    trigger: z.enum(['follow', 'keyword', 'default']).meta({
      description:
        'What it answers: a follow, a text with a word in it, any message that nothing else answers',
    }),
    keyword: z.string().trim().min(1).max(60).optional(),
    match: z.enum(['exact', 'contains']).optional(),
    text: replyText.optional().meta({ description: '`{{login_link}}` becomes a single-use login link' }),
    article: replyArticle.optional().meta({ description: 'One card; its url may be `{{login_link}}`' }),
    position: z.number().int().min(0).max(10_000).default(0),
    enabled: z.boolean().default(true),
    login_account: accountKey
      .nullable()
      .default(null)
      .meta({ description: 'Key of the account that the link signs in at; null: the account’s own choice' }),
  })
  .refine(
    (given) => (given.text === undefined) !== (given.article === undefined),
    'give either text or article',
  )
  .refine((given) => (given.trigger === 'keyword') === (given.keyword !== undefined), {
    path: ['keyword'],
    message: 'goes with the trigger keyword, and with no other',
  })
  .refine((given) => given.trigger === 'keyword' || given.match === undefined, {
    path: ['match'],
    message: 'goes with the trigger keyword, and with no other',
  })
  .meta({ id: 'NewReplyRule', examples: [EXAMPLE] });

/** A rule. */
export const ruleView = z
  .object({
    id: z.string(),
    trigger: z.enum(['follow', 'keyword', 'default']),
    keyword: z.string().nullable(),
    match: z.enum(['exact', 'contains']).nullable(),
    text: z.string().nullable(),
    article: z
      .object({ title: z.string(), description: z.string(), picurl: z.string(), url: z.string() })
      .nullable(),
    position: z.int(),
    enabled: z.boolean(),
    login_account: z.string().nullable(),
  })
  .meta({
    id: 'ReplyRule',
    examples: [{ id: '7', ...EXAMPLE, article: null, position: 0, enabled: true, login_account: null }],
  });

/** `GET` of the rules. */
export const ruleList = z
  .object({ data: z.array(ruleView) })
  .meta({ id: 'ReplyRuleList', examples: [{ data: [] }] });

/** A rule as its room takes it. */
export function ruleOf(given: z.output<typeof ruleToKeep>): NewReplyRule {
  const { trigger, keyword, match, text, article, position, enabled, login_account: loginAccount } = given;
  const content = text === undefined ? { article } : { text };
  const rule = { position, enabled, loginAccount, content, trigger };
  return newReplyRule.parse(trigger === 'keyword' ? { ...rule, keyword, ...(match ? { match } : {}) } : rule);
}

/** A rule as the console reads it. */
export function ruleViewOf(rule: ReplyRule): z.output<typeof ruleView> {
  const { id, trigger, keyword, match, content, position, enabled, loginAccount } = rule;
  return {
    id,
    trigger,
    keyword,
    match,
    text: 'text' in content ? content.text : null,
    article: 'article' in content ? content.article : null,
    position,
    enabled,
    login_account: loginAccount,
  };
}
