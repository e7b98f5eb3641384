import { cdata } from './push-envelope.js';
import { childOf, type XmlElement } from './push-xml.js';
import { PushUnreadable } from './push.errors.js';

/** One article of a news reply. */
export interface Article {
  readonly title: string;
  readonly description: string;
  readonly picUrl: string;
  readonly url: string;
}

/** What may come back within the answer to a push (被动回复). */
export type PassiveReply =
  | { readonly type: 'text'; readonly content: string }
  | { readonly type: 'image'; readonly mediaId: string }
  | { readonly type: 'voice'; readonly mediaId: string }
  | { readonly type: 'video'; readonly mediaId: string; readonly title: string; readonly description: string }
  | {
      readonly type: 'music';
      readonly title: string;
      readonly description: string;
      readonly musicUrl: string;
      readonly hqMusicUrl: string;
      readonly thumbMediaId: string;
    }
  | { readonly type: 'news'; readonly articles: readonly Article[] }
  | { readonly type: 'transfer_customer_service' };

/** Who answers whom, and when. */
export interface ReplyHead {
  /** The openid: what `FromUserName` of the push was. */
  readonly to: string;
  /** The account's `gh_` id: what `ToUserName` was. */
  readonly from: string;
  /** Seconds since 1970. */
  readonly createdAt: number;
}

/** A reply as XML. */
export function writeReply(reply: PassiveReply, { to, from, createdAt }: ReplyHead): string {
  const head =
    `<ToUserName>${cdata(to)}</ToUserName><FromUserName>${cdata(from)}</FromUserName>` +
    `<CreateTime>${createdAt}</CreateTime><MsgType>${cdata(reply.type)}</MsgType>`;
  return `<xml>${head}${contentOf(reply)}</xml>`;
}

function contentOf(reply: PassiveReply): string {
  switch (reply.type) {
    case 'text':
      return tags({ Content: reply.content });
    case 'image':
      return `<Image>${tags({ MediaId: reply.mediaId })}</Image>`;
    case 'voice':
      return `<Voice>${tags({ MediaId: reply.mediaId })}</Voice>`;
    case 'video':
      return `<Video>${tags({ MediaId: reply.mediaId, Title: reply.title, Description: reply.description })}</Video>`;
    case 'music':
      return `<Music>${tags({
        Title: reply.title,
        Description: reply.description,
        MusicUrl: reply.musicUrl,
        HQMusicUrl: reply.hqMusicUrl,
        ThumbMediaId: reply.thumbMediaId,
      })}</Music>`;
    case 'news':
      return `<ArticleCount>${reply.articles.length}</ArticleCount><Articles>${reply.articles.map(item).join('')}</Articles>`;
    default:
      return '';
  }
}

function item({ title, description, picUrl, url }: Article): string {
  return `<item>${tags({ Title: title, Description: description, PicUrl: picUrl, Url: url })}</item>`;
}

function tags(fields: Readonly<Record<string, string>>): string {
  return Object.entries(fields)
    .map(([name, text]) => `<${name}>${cdata(text)}</${name}>`)
    .join('');
}

/** The head and content of a reply. Milliseconds as `CreateTime` and text without CDATA are accepted: widely used SDKs write them. @throws PushUnreadable */
export function readReply(root: XmlElement): { head: ReplyHead; reply: PassiveReply } {
  const created = required(root, 'CreateTime');
  if (!/^\d{10}(\d{3})?$/.test(created)) throw new PushUnreadable('CreateTime is no time');
  const head = {
    to: required(root, 'ToUserName'),
    from: required(root, 'FromUserName'),
    createdAt: Number(created.slice(0, 10)),
  };
  return { head, reply: readContent(root, required(root, 'MsgType')) };
}

function readContent(root: XmlElement, type: string): PassiveReply {
  switch (type) {
    case 'text': {
      const content = optional(root, 'Content');
      if (content.trim() === '') throw new PushUnreadable('Content is empty');
      return { type, content };
    }
    case 'image':
      return { type, mediaId: required(group(root, 'Image'), 'MediaId') };
    case 'voice':
      return { type, mediaId: required(group(root, 'Voice'), 'MediaId') };
    case 'video': {
      const video = group(root, 'Video');
      const mediaId = required(video, 'MediaId');
      return { type, mediaId, title: optional(video, 'Title'), description: optional(video, 'Description') };
    }
    case 'music': {
      const music = group(root, 'Music');
      return {
        type,
        title: optional(music, 'Title'),
        description: optional(music, 'Description'),
        musicUrl: optional(music, 'MusicUrl'),
        hqMusicUrl: optional(music, 'HQMusicUrl'),
        thumbMediaId: required(music, 'ThumbMediaId'),
      };
    }
    case 'news': {
      const articles = group(root, 'Articles').children.filter(({ name }) => name === 'item');
      if (articles.length === 0 || required(root, 'ArticleCount') !== String(articles.length))
        throw new PushUnreadable('ArticleCount does not count the articles');
      return { type, articles: articles.map(readArticle) };
    }
    case 'transfer_customer_service':
      return { type };
    default:
      throw new PushUnreadable('MsgType is none that may be answered');
  }
}

function readArticle(element: XmlElement): Article {
  return {
    title: optional(element, 'Title'),
    description: optional(element, 'Description'),
    picUrl: optional(element, 'PicUrl'),
    url: optional(element, 'Url'),
  };
}

function group(root: XmlElement, name: string): XmlElement {
  const found = childOf(root, name);
  if (!found) throw new PushUnreadable(`${name} is missing`);
  return found;
}

function required(element: XmlElement, name: string): string {
  const text = optional(element, name).trim();
  if (text === '') throw new PushUnreadable(`${name} is missing`);
  return text;
}

function optional(element: XmlElement, name: string): string {
  return childOf(element, name)?.text ?? '';
}
