import { Injectable } from '@nestjs/common';
import { Clock } from '../kernel/clock/clock.js';
import { Log } from '../kernel/logging/log.js';
import { Meter } from '../kernel/metering/meter.js';
import type { PushRefused } from '../wechat/push/push.errors.js';
import { PushInJson } from './push-in-json.js';

/** How often the same refusal is told, in milliseconds: a flood must not drown the log. */
const TOLD_EVERY_MS = 60_000;
/** What stands for the account where there is none of that name: names come from outside. */
const NOBODY = '?';

const REMEDIES: Partial<Record<PushRefused['fault'], string>> = {
  not_configured: 'set the push token (WECHAT_PUSH_TOKEN or lingpai account push)',
  stale: 'somebody sends an old push again, or the clock of this machine is wrong',
  signature: "the push token differs from the one in WeChat's console, or somebody else sends this",
  not_encrypted: "WeChat's console says plain (明文模式), this account another mode",
  cipher: "the EncodingAESKey or the AppID differs from the one in WeChat's console",
  addressee: 'the push is for another account; is its address in the right console?',
  another_body: 'somebody has read the signature of a push and makes up others: use the mode safe',
};

const JSON_REMEDY =
  "WeChat's console pushes JSON: choose XML as its data format (数据格式), where the push address is set; or somebody else sends this";

/** Tells the operator, and nobody else, why a push was refused. */
@Injectable()
export class PushRefusals {
  private readonly told = new Map<string, { untilMs: number; more: number }>();

  constructor(
    private readonly clock: Clock,
    private readonly meter: Meter,
    private readonly log: Log,
  ) {}

  /** Counts it, and tells of it once a minute for each account and fault. */
  note(key: string, refused: PushRefused): void {
    const { fault } = refused;
    const isJson = refused instanceof PushInJson;
    const account = fault === 'no_such_account' ? NOBODY : key;
    this.meter.count('pushes_refused', { account, fault });
    const what = `${account} ${fault}${isJson ? ' json' : ''}`;
    const now = this.clock.monotonicMs();
    const last = this.told.get(what);
    if (last && now < last.untilMs) return void last.more++;
    this.told.set(what, { untilMs: now + TOLD_EVERY_MS, more: 0 });
    this.log.warn('messages.push_refused', {
      account,
      fault,
      remedy: isJson ? JSON_REMEDY : REMEDIES[fault],
      notTold: last?.more ?? 0,
    });
  }
}
