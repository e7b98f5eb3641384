import type { Random } from '../../kernel/random/random.js';
import { LapsingMap } from '../lapsing-map.js';
import { twoColourPng } from '../png.js';
import { MediaTooLarge } from '../sandbox.errors.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { SandboxClock } from '../sandbox-clock.js';

export const MEDIA_TYPES = ['image', 'voice', 'video'] as const;

export type MediaType = (typeof MEDIA_TYPES)[number];

/** One picture, sound or film at most. */
export const MAX_MEDIUM_BYTES = 2_097_152;
/** All of a world together; the oldest make room. */
const MAX_BYTES = 67_108_864;
/** 临时素材: three days. */
const KEPT_SECONDS = 3 * 86_400;

/** Something a user sent that is no text. */
export interface Medium {
  readonly type: MediaType;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** What users sent to accounts: kept for three days, by media_id; of an account its own alone. */
export class MediaStore {
  private readonly kept: LapsingMap<Medium & { readonly appId: string }>;
  /** The oldest first, each with its length. */
  private readonly order: [id: string, bytes: number][] = [];
  private heldBytes = 0;

  constructor(
    clock: SandboxClock,
    private readonly random: Random,
  ) {
    this.kept = new LapsingMap(clock);
  }

  /** Answers its media_id. @throws MediaTooLarge */
  put({ appId }: SandboxAccount, medium: Medium): string {
    if (medium.bytes.length > MAX_MEDIUM_BYTES) throw new MediaTooLarge(MAX_MEDIUM_BYTES);
    this.heldBytes += medium.bytes.length;
    while (this.heldBytes > MAX_BYTES) this.dropOldest();
    const id = this.random.alphanumeric(64);
    this.kept.put(id, { ...medium, appId }, KEPT_SECONDS);
    this.order.push([id, medium.bytes.length]);
    return id;
  }

  /** What an account may fetch; null where it never was, is another's, or its three days are over. */
  of({ appId }: SandboxAccount, id: string): Medium | null {
    const medium = this.kept.find(id);
    return medium ? (medium.appId === appId ? medium : null) : (READY.get(id) ?? null);
  }

  /** What anybody may fetch who has its address. */
  find(id: string): Medium | null {
    return this.kept.find(id) ?? READY.get(id) ?? null;
  }

  clear(): void {
    this.kept.clear();
    this.order.length = 0;
    this.heldBytes = 0;
  }

  private dropOldest(): void {
    const [id, bytes] = this.order.shift()!;
    this.kept.take(id);
    this.heldBytes -= bytes;
  }
}

/** The media that messages name which name none: a picture, and a second of silence. */
const READY: ReadonlyMap<string, Medium> = new Map([
  ['sandbox-media-0001', { type: 'image', contentType: 'image/png', bytes: readyPicture() }],
  ['sandbox-voice-0001', { type: 'voice', contentType: 'audio/amr', bytes: silence() }],
]);

function readyPicture(): Buffer {
  return twoColourPng(64, [7, 193, 96, 255, 255, 255], (x, y) => (x - 32) ** 2 + (y - 32) ** 2 < 400);
}

/** AMR: its mark, then fifty frames that hold no sound. */
function silence(): Buffer {
  return Buffer.concat([Buffer.from('#!AMR\n', 'latin1'), Buffer.alloc(50, 0x7c)]);
}
