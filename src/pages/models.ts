import type { Client } from './client.js';

/** What went wrong, as far as a visitor needs to know. */
export type ProblemKind =
  | 'expired'
  | 'cookies'
  /** WeChat is slow or out of reach: try again. */
  | 'busy'
  /** A fault of ours or of the operator's: shows only the number. */
  | 'misconfigured'
  | 'bad-link'
  /** The address to return to is not allowed. */
  | 'bad-return'
  | 'not-found'
  | 'paused'
  | 'too-many'
  /** This server lives at another address. */
  | 'wrong-address'
  | 'method'
  | 'internal'
  | 'too-large'
  /** A login link that has been used, has lapsed, meets a conflict, or was made for somebody else. */
  | 'link-used'
  | 'link-expired'
  | 'link-conflict'
  | 'link-of-another'
  /** They have seen their own data several times within the hour. */
  | 'data-shown';

/** What the member page shows of a signed-in visitor. */
export interface MemberModel {
  readonly accountName: string;
  readonly openid: string | null;
  readonly nickname: string | null;
  /** A path on this server. */
  readonly avatarUrl: string | null;
  /** Null: not known yet. */
  readonly subscribed: boolean | null;
  /** As WeChat granted it; several are separated by commas. */
  readonly scope: string;
  /** A snapshot page: the visitor is not a person we know, and nothing may be done. */
  readonly snapshot: boolean;
  /** RFC 3339. */
  readonly expiresAt: string;
  /** A GET link that asks WeChat for the profile (`snsapi_userinfo`). */
  readonly profileUrl: string;
  /** Whether the profile can be read anew without asking the visitor (`POST /me/profile`). */
  readonly refreshable: boolean;
  /** RFC 3339. */
  readonly firstSeenAt: string | null;
  /** Where WeChat's JS-SDK comes from, with which the page sets its share card; absent or null: none is set. */
  readonly jssdkUrl?: string | null;
  /** Who they are at other accounts; nobody, when absent. */
  readonly linked?: readonly { readonly accountName: string; readonly openid: string }[];
}

/** For a visitor who is not in WeChat. */
export interface OpenInWechatModel {
  /** The sandbox's phone, while one runs: a developer beside it needs no other. */
  readonly phoneUrl?: string | null;
  readonly client: Client;
  /** A clean address to open in WeChat: no code, state or session in it. */
  readonly url: string;
  readonly title: string;
  readonly host: string;
}

/** Asked before WeChat's own consent sheet. */
export interface PurposeModel {
  readonly accountName: string;
  /** Why the profile is wanted, in the business's own words. */
  readonly reason: string;
  readonly continueUrl: string;
  readonly laterUrl: string;
  readonly privacyUrl?: string;
}

/** What is held on the visitor, to take along or to delete. */
export interface DataModel {
  readonly accountName: string;
}

/** For a visitor who declined. */
export interface NotAuthorizedModel {
  readonly retryUrl: string;
  readonly lookUrl: string;
}

/** For somebody whom another site, not a tap, brought to a login link. */
export interface ConfirmLinkModel {
  /** The account that made the link. */
  readonly fromName: string;
  /** The account that signs in. */
  readonly atName: string;
  readonly continueUrl: string;
}

/** For a visitor whom we cannot serve just now. */
export interface ProblemModel {
  readonly kind: ProblemKind;
  /** Eight characters that find the log line. */
  readonly number: string;
  /** Where the page's one button leads; without it there is none, unless trying again here makes sense. */
  readonly actionUrl?: string;
}

/** For a visitor who has signed out. */
export interface SignedOutModel {
  readonly againUrl: string;
}
