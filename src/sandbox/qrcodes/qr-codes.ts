import { sha256 } from '../../kernel/crypto/digest.js';
import type { Random } from '../../kernel/random/random.js';
import { LapsingMap } from '../lapsing-map.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';

/** At WeChat. */
const MAX_PERMANENT = 100_000;

/** What a parametric QR code (带参数二维码) carries: a number or a text. */
export type Scene = { readonly id: number } | { readonly text: string };

/** A parametric QR code of an account. */
export interface QrCode {
  /** The appid of its account. */
  readonly appId: string;
  readonly scene: Scene;
  /** What its picture is fetched with, and what pushes name. */
  readonly ticket: string;
  /** What the picture says: `http://weixin.qq.com/q/…`. */
  readonly url: string;
  /** Milliseconds of the sandbox's time; null: it is permanent. */
  readonly lapsesAtMs: number | null;
}

/** The parametric QR codes of all accounts: temporary ones lapse, of permanent ones a scene has one for good. */
export class QrCodes {
  private readonly temporary: LapsingMap<QrCode>;
  private readonly permanent = new Map<string, QrCode>();
  private readonly permanentOf = new Map<string, number>();
  /** Permanent codes of one account; a test may want fewer. */
  mostPermanent = MAX_PERMANENT;

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
  ) {
    this.temporary = new LapsingMap(clock);
  }

  /** A temporary code, another one each time. */
  lend({ appId }: SandboxAccount, scene: Scene, seconds: number): QrCode {
    const lapsesAtMs = this.clock.nowMs() + seconds * 1000;
    const code = { appId, scene, ...named(this.random.bytes(48)), lapsesAtMs };
    this.temporary.put(code.ticket, code, seconds);
    return code;
  }

  /** The permanent code of a scene. @throws Refusal 45029 where the account has a hundred thousand others */
  keep({ appId }: SandboxAccount, scene: Scene): QrCode {
    const seed = `lingpai sandbox qr code ${appId} ${JSON.stringify(scene)}`;
    const code = { appId, scene, ...named(sha384(seed)), lapsesAtMs: null };
    const count = this.permanentOf.get(appId) ?? 0;
    if (this.permanent.has(code.ticket)) return code;
    if (count >= this.mostPermanent) throw new Refusal('cgi.qr_count');
    this.permanentOf.set(appId, count + 1);
    this.permanent.set(code.ticket, code);
    return code;
  }

  /** By its ticket, or the address in its picture; null where there is none, or no longer. */
  find(ticketOrUrl: string): QrCode | null {
    const direct = this.permanent.get(ticketOrUrl) ?? this.temporary.find(ticketOrUrl);
    if (direct || !ticketOrUrl.startsWith(ADDRESS)) return direct;
    return [...this.living()].find(({ url }) => url === ticketOrUrl) ?? null;
  }

  /** Those of an account that can be scanned now. */
  list({ appId }: SandboxAccount): QrCode[] {
    return [...this.living()].filter((code) => code.appId === appId);
  }

  /** When temporary ones lapse, milliseconds of the sandbox's time. */
  *ends(): Iterable<number> {
    for (const { lapsesAtMs } of this.temporary.living()) yield lapsesAtMs;
  }

  clear(): void {
    this.temporary.clear();
    this.permanent.clear();
    this.permanentOf.clear();
    this.mostPermanent = MAX_PERMANENT;
  }

  private *living(): Iterable<QrCode> {
    yield* this.permanent.values();
    for (const { value } of this.temporary.living()) yield value;
  }
}

/** What a scene is called in pushes. */
export function sceneText(scene: Scene): string {
  return 'id' in scene ? String(scene.id) : scene.text;
}

const ADDRESS = 'http://weixin.qq.com/q/';

/** Ticket and address, in the forms that are seen: `gQ…==` and 22 letters and digits. */
function named(seed: Buffer): { ticket: string; url: string } {
  const ticket = `gQ${seed.toString('base64').slice(0, 64)}==`;
  const url = `${ADDRESS}02${sha256(ticket).toString('base64').replaceAll(/[+/=]/g, 'x').slice(0, 20)}`;
  return { ticket, url };
}

function sha384(text: string): Buffer {
  return Buffer.concat([sha256(text), sha256(`${text} more`).subarray(0, 16)]);
}
