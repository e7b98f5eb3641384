import { createParamDecorator, type ExecutionContext, SetMetadata } from '@nestjs/common';
import type { CallerAccess } from '../../callers/caller.decorators.js';
import { ACCESS } from '../../kernel/http/access.decorators.js';
import type { Visitor } from '../session/visitor.js';
import type { OperatorOnly } from './operator-door.js';

/** A sentence in both languages of our pages. */
export interface Sentence {
  readonly 'zh-CN': string;
  readonly en: string;
}

/** What a business page needs of its visitors, beside a scope. */
export interface RequireWechatOptions {
  /** Key of the account they must come through; any account when absent. */
  readonly account?: string;
  /** The page lives behind `#` (a single-page app): a small page carries the fragment through the login. */
  readonly keepFragment?: boolean;
  /** Let snapshot visitors (快照页) look; the visitor then says `snapshot: true`. Without it they get a page that explains. */
  readonly allowSnapshot?: boolean;
}

/** What a page that needs the profile says before WeChat asks. */
export interface ProfilePurpose {
  /** Why the profile is wanted. */
  readonly reason: Sentence;
  /** Where "not now" leads; `/me` when absent. */
  readonly laterUrl?: string;
}

/** Who may use a route. */
export type Access =
  | { readonly who: 'everybody' }
  | CallerAccess
  | OperatorOnly
  | ({ readonly who: 'visitor'; readonly scope: 'snsapi_base' | 'snsapi_userinfo' } & RequireWechatOptions &
      Partial<ProfilePurpose>);

/**
 * A page for visitors signed in through WeChat. With `snsapi_base` they are signed in silently on entry;
 * with `snsapi_userinfo` they first see a page that says why their profile is wanted, and WeChat asks
 * after a tap. Programs without a session get 401.
 */
export function RequireWechat(
  scope?: 'snsapi_base',
  options?: RequireWechatOptions,
): MethodDecorator & ClassDecorator;
export function RequireWechat(
  scope: 'snsapi_userinfo',
  options: RequireWechatOptions & ProfilePurpose,
): MethodDecorator & ClassDecorator;
export function RequireWechat(
  scope: 'snsapi_base' | 'snsapi_userinfo' = 'snsapi_base',
  options: RequireWechatOptions & Partial<ProfilePurpose> = {},
): MethodDecorator & ClassDecorator {
  return SetMetadata(ACCESS, { who: 'visitor', scope, ...options } satisfies Access);
}

/** Requests that passed the guard of a visitor's route. */
export interface VisitorRequest {
  visitor?: Visitor;
}

/** The visitor behind a request to a `@RequireWechat` route. */
export const CurrentVisitor = createParamDecorator(
  (_data: unknown, context: ExecutionContext) => context.switchToHttp().getRequest<VisitorRequest>().visitor,
);
