import { Controller, Get } from '@nestjs/common';
import { CurrentVisitor, RequireWechat } from '../auth/access/access.js';
import type { Visitor } from '../auth/session/visitor.js';
import { escapeHtml } from '../pages/html.js';

const REASON = { 'zh-CN': '贺卡上会写上你的昵称。', en: 'The card will carry your name.' };

/** Two business pages as short as they can be, to copy from; served while the sandbox runs. */
@Controller('demo')
export class DemoController {
  @Get('card')
  @RequireWechat('snsapi_userinfo', { reason: REASON })
  card(@CurrentVisitor() visitor: Visitor): string {
    return `<!doctype html><meta charset="utf-8"><title>贺卡</title><h1>${escapeHtml(visitor.nickname ?? '你')}，你好！</h1>`;
  }

  @Get('orders')
  @RequireWechat('snsapi_base', { keepFragment: true })
  orders(@CurrentVisitor() visitor: Visitor): string {
    return `<!doctype html><meta charset="utf-8"><title>订单</title><h1>${escapeHtml(visitor.openid ?? '')} 的订单</h1>`;
  }
}
