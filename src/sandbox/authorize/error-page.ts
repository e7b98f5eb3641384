import { pageAnswer, type Answer } from '../http/answer.js';
import { messagePage } from '../http/wechat-page.js';
import type { Refusal } from '../rules.js';

/** A refusal as WeChat shows it to a person: HTML with status 200, never a redirect. */
export function refusalPage({ rule }: Refusal): Answer {
  if (rule.id === 'authorize.outside_wechat') return pageAnswer(messagePage('抱歉，出错了', rule.text));
  if (rule.code === null) return pageAnswer(messagePage(rule.text, '请检查链接是否正确'));
  return pageAnswer(messagePage('抱歉，出错了', rule.text, `错误码:${rule.code}`));
}
