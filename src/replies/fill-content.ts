import type { Article } from '../wechat/push/passive-reply.js';
import { LOGIN_LINK, type ReplyContent } from './reply-rule.schemas.js';

/** What goes out: a text, or one article. */
export type FilledContent =
  { readonly type: 'text'; readonly content: string } | { readonly type: 'news'; readonly article: Article };

/** Whether a link must be made before this can go out. */
export function wantsLink(content: ReplyContent): boolean {
  return JSON.stringify(content).includes(LOGIN_LINK);
}

/** Puts the link, an address of ours that needs no escaping anywhere, in place of `{{login_link}}`. */
export function fillContent(content: ReplyContent, link: string): FilledContent {
  const filled = (text: string): string => text.replaceAll(LOGIN_LINK, () => link);
  if ('text' in content) return { type: 'text', content: filled(content.text) };
  const { title, description, picurl, url } = content.article;
  const article = {
    title: filled(title),
    description: filled(description),
    picUrl: picurl,
    url: filled(url),
  };
  return { type: 'news', article };
}
