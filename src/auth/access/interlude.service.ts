import type { IncomingMessage, ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { AccountsService } from '../../accounts/accounts.service.js';
import { ConsentNotices } from '../../privacy/consent-notices.js';
import { PageSender } from '../../pages/page-sender.js';
import type { Visitor } from '../session/visitor.js';
import type { ProfilePurpose } from './access.js';
import { loginUrl } from './login-url.js';

type Answer = (response: ServerResponse) => void;

/** The pages that may stand between a visitor and a business page. */
@Injectable()
export class InterludeService {
  constructor(
    private readonly pages: PageSender,
    private readonly accounts: AccountsService,
    private readonly notices: ConsentNotices,
  ) {}

  /** Says why the profile is wanted; WeChat is asked only by a tap here. */
  async purpose(
    request: IncomingMessage,
    visitor: Visitor,
    { reason, laterUrl = '/me' }: Partial<ProfilePurpose>,
  ): Promise<Answer> {
    const account = await this.accounts.get(visitor.account);
    const link = { account: account.key, scope: 'snsapi_userinfo', returnTo: request.url ?? '/' } as const;
    return (response) =>
      this.pages.send(request, response, 200, (pages, language) => {
        const asks = { accountName: account.name, reason: reason?.[language] ?? '' };
        const body = pages.purposeText(language, asks);
        const notice = this.notices.shown({ purpose: 'profile', language, body });
        return pages.purpose(language, { ...asks, continueUrl: loginUrl({ ...link, notice }), laterUrl });
      });
  }

  /** Tells a snapshot visitor how to get the whole service. */
  snapshot(request: IncomingMessage): Answer {
    return (response) =>
      this.pages.send(request, response, 403, (pages, language) => pages.snapshot(language));
  }

  /** Takes what stands behind `#`, which servers never see, along to the login. */
  carryFragment(request: IncomingMessage, account: string): Answer {
    const { pathname, search } = new URL(request.url ?? '/', 'http://path.invalid');
    const beginUrl = loginUrl({ account, scope: 'snsapi_base', returnTo: pathname + search });
    return (response) =>
      this.pages.send(request, response, 200, (pages, language) =>
        pages.carryFragment(language, { loginUrl: beginUrl }),
      );
  }
}
