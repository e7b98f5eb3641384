import { Refusal } from '../rules.js';
import type { ChatContent } from './chat.js';

const MAX_TEXT_BYTES = 2048;
const MAX_ARTICLES = 1;
const MEDIA = new Set(['image', 'voice', 'video', 'mpnews', 'mpvideo']);

/** What a customer service message shows. Media are taken as they are named: none is kept here. @throws Refusal 40007, 40008, 44003, 44004, 45002, 45008, 47001 */
export function contentOfCustomMessage(fields: Readonly<Record<string, unknown>>): ChatContent {
  const type = fields['msgtype'];
  if (typeof type !== 'string') throw new Refusal('message.type');
  const part = objectOf(fields[type]);
  if (type === 'text') return { kind: 'text', text: textOf(part) };
  if (type === 'news') return { kind: 'articles', articles: articlesOf(part) };
  if (MEDIA.has(type)) return media(type, part);
  if (type === 'music') {
    return { kind: 'media', what: type, title: words(part['title']), url: words(part['musicurl']) || null };
  }
  if (type === 'mpnewsarticle') {
    return { kind: 'media', what: type, title: words(part['article_id']), url: null };
  }
  if (type === 'msgmenu') return { kind: 'text', text: menuText(part) };
  if (type === 'wxcard') return { kind: 'media', what: type, title: words(part['card_id']), url: null };
  if (type === 'miniprogrampage')
    return { kind: 'media', what: type, title: words(part['title']), url: null };
  throw new Refusal('message.type');
}

function textOf(part: Readonly<Record<string, unknown>>): string {
  const content = words(part['content']);
  if (content === '') throw new Refusal('message.text_empty');
  if (Buffer.byteLength(content) > MAX_TEXT_BYTES) throw new Refusal('message.text_long');
  return content;
}

function articlesOf(part: Readonly<Record<string, unknown>>) {
  const articles = part['articles'];
  if (!Array.isArray(articles) || articles.length === 0) throw new Refusal('message.news_empty');
  if (articles.length > MAX_ARTICLES) throw new Refusal('message.articles');
  return articles.map(objectOf).map((article) => ({
    title: words(article['title']),
    description: words(article['description']),
    picture: words(article['picurl']),
    url: words(article['url']),
  }));
}

function media(what: string, part: Readonly<Record<string, unknown>>): ChatContent {
  const id = words(part['media_id']);
  if (id === '') throw new Refusal('message.media');
  return { kind: 'media', what, title: words(part['title']) || id, url: null };
}

function menuText(part: Readonly<Record<string, unknown>>): string {
  const list = Array.isArray(part['list']) ? part['list'].map(objectOf) : [];
  const choices = list.map(({ content }) => words(content));
  return [words(part['head_content']), ...choices, words(part['tail_content'])].filter(Boolean).join('\n');
}

function objectOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
}
