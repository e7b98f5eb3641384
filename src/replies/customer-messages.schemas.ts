import { z } from 'zod';
import { replyArticle, replyText } from './reply-rule.schemas.js';

const openid = z
  .string()
  .regex(/^[0-9A-Za-z_-]{6,64}$/, 'an openid: 6 to 64 letters, digits, hyphens and underscores')
  .meta({ description: 'Openid of the receiver within the account' });

/** `POST /accounts/:account/messages`: a text or an article, not both. */
export const customerMessage = z
  .strictObject({
    openid,
    text: replyText.optional().meta({
      description: 'What is said; `{{login_link}}` becomes a single-use login link for this person',
    }),
    article: replyArticle.optional().meta({
      description: 'One card; its url may be `{{login_link}}`',
    }),
  })
  .refine((given) => (given.text === undefined) !== (given.article === undefined), {
    message: 'give either text or article',
  })
  .meta({
    id: 'CustomerMessage',
    examples: [{ openid: 'oABCD1234567890abcdefghijklm', text: '<a href="{{login_link}}">登录</a>' }],
  });
