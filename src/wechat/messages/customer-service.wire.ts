import { z } from 'zod';
import type { Article } from '../push/passive-reply.js';

/** What an account writes to somebody on its own account (客服消息). */
export type CustomerMessage =
  { readonly type: 'text'; readonly content: string } | { readonly type: 'news'; readonly article: Article };

/** A message as `POST /cgi-bin/message/custom/send` wants it. */
export function customerMessage(openid: string, message: CustomerMessage): object {
  if (message.type === 'text') return { touser: openid, msgtype: 'text', text: { content: message.content } };
  const { title, description, url, picUrl } = message.article;
  return {
    touser: openid,
    msgtype: 'news',
    news: { articles: [{ title, description, url, picurl: picUrl }] },
  };
}

/** Accepted: that is all the answer says. */
export const accepted = z.looseObject({}).transform(() => null);
