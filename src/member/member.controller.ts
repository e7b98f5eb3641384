import type { IncomingMessage } from 'node:http';
import { Controller, Get, Post, Req, Res } from '@nestjs/common';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { AccountsService } from '../accounts/accounts.service.js';
import { CurrentVisitor, RequireWechat } from '../auth/access/access.js';
import { loginUrl } from '../auth/access/login-url.js';
import type { Visitor } from '../auth/session/visitor.js';
import { NothingHere } from '../kernel/errors/problem.js';
import { queryOf } from '../kernel/http/request-input.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { LinkedOpenids } from '../links/linked-openids.service.js';
import { ConsentNotices } from '../privacy/consent-notices.js';
import type { Language } from '../pages/language.js';
import { PageSender } from '../pages/page-sender.js';
import type { Pages } from '../pages/pages.js';
import { AvatarService } from './avatar.service.js';
import { MemberService } from './member.service.js';
import { ShareCardService } from './share-card.service.js';

const shareQuery = z.strictObject({ url: z.string().min(1).max(2_048) });

/** The shipped business page: who you are here, what is known of you, and the way out. */
@Controller('me')
export class MemberController {
  constructor(
    private readonly members: MemberService,
    private readonly avatars: AvatarService,
    private readonly accounts: AccountsService,
    private readonly linked: LinkedOpenids,
    private readonly notices: ConsentNotices,
    private readonly shares: ShareCardService,
    private readonly pages: PageSender,
  ) {}

  @Get()
  @RequireWechat('snsapi_base', { allowSnapshot: true })
  async show(
    @CurrentVisitor() visitor: Visitor,
    @Req() request: IncomingMessage,
    @Res() response: Response,
  ): Promise<void> {
    const account = await this.accounts.getById(visitor.accountId);
    const linked = visitor.openid === null ? [] : await this.linked.ofVisitor(account, visitor.openid);
    const model = {
      accountName: account.name,
      openid: visitor.openid,
      nickname: visitor.nickname,
      avatarUrl: avatarPath(visitor.avatarUrl),
      subscribed: visitor.subscribed,
      scope: visitor.scope,
      snapshot: visitor.snapshot,
      expiresAt: visitor.expiresAt.toISOString(),
      refreshable: visitor.scope !== 'snsapi_base' && !visitor.snapshot,
      jssdkUrl: this.shares.sourceFor(account),
      firstSeenAt: visitor.firstSeenAt?.toISOString() ?? null,
      linked: linked
        .filter(({ contradicted }) => !contradicted)
        .map(({ account: other, openid }) => ({ accountName: other.name, openid })),
    };
    const link = { account: account.key, scope: profileScopeOf(account.kind), returnTo: '/me' } as const;
    const render = (pages: Pages, language: Language): string => {
      const body = pages.memberPurposeText(language);
      const notice = this.notices.shown({ purpose: 'profile', language, body });
      return pages.member(language, { ...model, profileUrl: loginUrl({ ...link, notice }) });
    };
    this.pages.send(request, response, 200, render, { sharing: model.jssdkUrl !== null });
  }

  /** What `wx.config` wants for this page, and the card to set. */
  @Get('share-card')
  @RequireWechat('snsapi_base')
  async shareCard(
    @CurrentVisitor() visitor: Visitor,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const { url } = queryOf(shareQuery, request.query);
    const card = await this.shares.cardFor(visitor, url);
    response.setHeader('Cache-Control', 'no-store');
    response.status(200).json(card);
  }

  /** Reads the profile anew with the visitor's own token. */
  @Post('profile')
  @RequireWechat('snsapi_base')
  async refresh(@CurrentVisitor() visitor: Visitor, @Res() response: Response): Promise<void> {
    const { nickname, avatarUrl } = await this.members.refreshProfile(visitor);
    response.setHeader('Cache-Control', 'no-store');
    response.status(200).json({ nickname, avatar_url: avatarPath(avatarUrl) });
  }

  /** The visitor's picture, from here rather than from WeChat's servers. */
  @Get('avatar')
  @RequireWechat('snsapi_base')
  async avatar(@CurrentVisitor() visitor: Visitor, @Res() response: Response): Promise<void> {
    const avatar = visitor.avatarUrl && (await this.avatars.fetch(visitor.avatarUrl));
    if (!avatar) throw new NothingHere();
    response.writeHead(200, {
      'Content-Type': avatar.type,
      'Content-Length': avatar.bytes.length,
      'Cache-Control': 'private, max-age=3600',
      'Content-Security-Policy': "default-src 'none'; sandbox",
      'X-Content-Type-Options': 'nosniff',
    });
    response.end(avatar.bytes);
  }
}

/** Another picture has another address, so that a kept one is never shown for it. */
function avatarPath(address: string | null): string | null {
  return address && `/me/avatar?v=${sha256(address).toString('hex').slice(0, 8)}`;
}

function profileScopeOf(kind: string): 'snsapi_login' | 'snsapi_userinfo' {
  return kind === 'website' ? 'snsapi_login' : 'snsapi_userinfo';
}
