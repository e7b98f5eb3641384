import type { Call } from '../http/call.js';
import { timeOfRid } from '../http/rid.js';
import { LapsingMap } from '../lapsing-map.js';
import { Refusal } from '../rules.js';
import type { SandboxClock } from '../sandbox-clock.js';
import { maskCredentials, maskSecrets } from '../traffic/mask.js';

const CAPACITY = 10_000;
const KEPT_SECONDS = 7 * 86_400;
const KEPT_CHARACTERS = 4096;

/** A call that was refused, as `openapi/rid/get` tells of it. */
export interface FailedCall {
  /** Null where the call named no account. */
  readonly appId: string | null;
  readonly invoke_time: number;
  readonly cost_in_ms: number;
  /** The query alone. */
  readonly request_url: string;
  readonly request_body: string;
  readonly response_body: string;
  readonly client_ip: string;
}

/** The refused calls of the last week, by their rid. */
export class FailedCalls {
  private readonly calls: LapsingMap<FailedCall>;

  constructor(private readonly clock: SandboxClock) {
    this.calls = new LapsingMap(clock, CAPACITY);
  }

  note(rid: string, call: Call, answer: string): void {
    const failed = {
      appId: call.appId,
      invoke_time: Math.floor(this.clock.nowMs() / 1000),
      cost_in_ms: 30,
      request_url: maskCredentials(maskSecrets(call.query)),
      request_body: maskSecrets(call.body.slice(0, KEPT_CHARACTERS)),
      response_body: answer,
      client_ip: call.ip,
    };
    this.calls.put(rid, failed, KEPT_SECONDS);
  }

  /** @throws Refusal 76001, 76002, 76003, 76004 */
  get(rid: string, appId: string): FailedCall {
    const atMs = timeOfRid(rid);
    if (atMs === null) throw new Refusal('cgi.rid_form');
    const failed = this.calls.find(rid);
    if (!failed && this.clock.nowMs() - atMs > KEPT_SECONDS * 1000) throw new Refusal('cgi.rid_old');
    if (!failed) throw new Refusal('cgi.rid_unknown');
    if (failed.appId !== appId) throw new Refusal('cgi.rid_elsewhere');
    return failed;
  }

  clear(): void {
    this.calls.clear();
  }
}
