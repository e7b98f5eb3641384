import { z } from 'zod';
import { accountKey } from '../accounts/account.schemas.js';

/** What stands for a single-use login link made for whoever is answered. */
export const LOGIN_LINK = '{{login_link}}';

/** The longest text of a rule, in characters; filled in, it must fit {@link MAX_TEXT_BYTES}. */
const MAX_TEXT = 600;
/** What WeChat takes of a text, in bytes of UTF-8. */
export const MAX_TEXT_BYTES = 2_048;

const web = z
  .string()
  .max(1_024)
  .regex(/^https?:\/\/[^\s{}]+$/i, 'an address that begins with http:// or https://');

/** Only `{{login_link}}` is filled in; anything else in double braces is a slip of the pen. */
const onlyKnownPlaceholders = (text: string): boolean => !/\{\{|\}\}/.test(text.replaceAll(LOGIN_LINK, ''));
const PLACEHOLDERS = `the only placeholder is ${LOGIN_LINK}`;
const written = (most: number) => z.string().max(most).refine(onlyKnownPlaceholders, PLACEHOLDERS);

/** A text that an account writes; `{{login_link}}` in it becomes a link. */
export const replyText = written(MAX_TEXT).refine((text) => text.trim() !== '', 'must say something');

/** One article: a card with a picture that leads somewhere. */
export const replyArticle = z.strictObject({
  title: written(64).refine((text) => text.trim() !== '', 'must say something'),
  description: written(120).default(''),
  picurl: z.union([z.literal(''), web]).default(''),
  url: z.union([z.literal(LOGIN_LINK), web]),
});

/** What an account answers or writes: a text or an article. */
export const replyContent = z.union([
  z.strictObject({ text: replyText }),
  z.strictObject({ article: replyArticle }),
]);

export type ReplyContent = z.output<typeof replyContent>;
export type ReplyArticle = z.output<typeof replyArticle>;

const trigger = z.enum(['follow', 'keyword', 'default']);
const match = z.enum(['exact', 'contains']);

/** To what an account answers: a follow, a text with a word in it, any message that nothing else answers. */
export type ReplyTrigger = z.output<typeof trigger>;
export type KeywordMatch = z.output<typeof match>;

const details = {
  position: z.number().int().min(0).max(10_000).default(0),
  enabled: z.boolean().default(true),
  /** Key of the account that `{{login_link}}` signs in at; null: the account's own choice. */
  loginAccount: accountKey.nullable().default(null),
  content: replyContent,
};

/** What an operator says of a rule. */
export const newReplyRule = z.discriminatedUnion('trigger', [
  z.strictObject({
    ...details,
    trigger: z.literal('keyword'),
    keyword: z.string().trim().min(1).max(60),
    match: match.default('exact'),
  }),
  z.strictObject({ ...details, trigger: z.enum(['follow', 'default']) }),
]);

export type NewReplyRule = z.output<typeof newReplyRule>;
