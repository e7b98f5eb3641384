import type { PassiveReply } from '../../wechat/push/passive-reply.js';
import type { PushMessage } from '../pushes/push-message.js';

/** One article of a news message. */
export interface ChatArticle {
  readonly title: string;
  readonly description: string;
  readonly picture: string;
  readonly url: string;
}

/** What stands in a chat. Text may hold links (`<a href>`), and markup that is none. */
export type ChatContent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'articles'; readonly articles: readonly ChatArticle[] }
  | {
      readonly kind: 'template';
      readonly title: string;
      readonly lines: readonly { readonly name: string; readonly value: string }[];
      readonly url: string | null;
    }
  /** A picture, a sound, a place: what it is, its title, and where it leads. */
  | { readonly kind: 'media'; readonly what: string; readonly title: string; readonly url: string | null }
  /** The platform's own words: the account's server failed, somebody began to follow or left. */
  | { readonly kind: 'notice'; readonly notice: 'fault' | 'followed' | 'left' };

/** One line of a chat. */
export interface ChatItem {
  /** Counts up from 1 within a world. */
  readonly seq: number;
  /** The sandbox's time, milliseconds since 1970. */
  readonly atMs: number;
  readonly from: 'user' | 'account' | 'platform';
  readonly content: ChatContent;
  /** The push it went out with, or came back to. */
  readonly push: string | null;
}

/** What a push leaves in the chat of who sent it; null: nothing. */
export function contentOfPush(message: PushMessage): ChatContent | null {
  switch (message.type) {
    case 'text':
      return { kind: 'text', text: message.content };
    case 'link':
      return { kind: 'media', what: 'link', title: message.title, url: message.url };
    case 'file':
      return { kind: 'media', what: 'file', title: message.title, url: null };
    case 'location':
      return { kind: 'media', what: 'location', title: message.label, url: null };
    case 'image':
      return { kind: 'media', what: 'image', title: message.media_id, url: message.pic_url || null };
    case 'voice':
    case 'video':
    case 'shortvideo':
      return { kind: 'media', what: message.type, title: message.media_id, url: null };
    default:
      return null;
  }
}

/** What a reply shows on the phone; null: nothing. */
export function contentOfReply(reply: PassiveReply): ChatContent | null {
  switch (reply.type) {
    case 'text':
      return { kind: 'text', text: reply.content };
    case 'news':
      return {
        kind: 'articles',
        articles: reply.articles.map(({ picUrl, ...article }) => ({ ...article, picture: picUrl })),
      };
    case 'music':
      return { kind: 'media', what: 'music', title: reply.title, url: reply.musicUrl || null };
    case 'video':
      return { kind: 'media', what: 'video', title: reply.title, url: null };
    case 'image':
    case 'voice':
      return { kind: 'media', what: reply.type, title: reply.mediaId, url: null };
    default:
      return null;
  }
}
