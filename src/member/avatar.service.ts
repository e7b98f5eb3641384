import { Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { request } from 'undici';
import { Log } from '../kernel/logging/log.js';

/** Whose pictures may be fetched, as a dependency. */
export abstract class AvatarSources {
  /** Origins beside WeChat's own, which are `https://*.qlogo.cn`: the sandbox's. */
  abstract readonly alsoFrom: readonly string[];
}

/** A picture, checked by its first bytes. */
export interface Avatar {
  readonly type: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp';
  readonly bytes: Buffer;
}

const MAX_BYTES = 512 * 1024;
const TIMEOUT_MS = 3_000;
const KEPT_MS = 60 * 60 * 1000;

/**
 * Visitors' pictures, fetched by us so that no page of ours asks another origin: only from where WeChat
 * keeps them, never following a redirect, kept for an hour.
 */
@Injectable()
export class AvatarService {
  private readonly kept = new LRUCache<string, Avatar>({
    maxSize: 16 * 1024 * 1024,
    sizeCalculation: (avatar) => avatar.bytes.length,
    ttl: KEPT_MS,
  });

  constructor(
    private readonly sources: AvatarSources,
    private readonly log: Log,
  ) {}

  /** The picture behind WeChat's address; null when it is gone, too large, no picture, or kept elsewhere. */
  async fetch(address: string): Promise<Avatar | null> {
    const held = this.kept.get(address);
    if (held) return held;
    const url = URL.parse(address);
    if (!url || !this.isAllowed(url)) return null;
    try {
      const answer = await request(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
      if (answer.statusCode !== 200) await answer.body.dump({ limit: MAX_BYTES });
      const bytes = answer.statusCode === 200 ? await readLimited(answer.body) : null;
      const type = bytes && typeOf(bytes);
      if (!type) return null;
      const avatar = { type, bytes };
      this.kept.set(address, avatar);
      return avatar;
    } catch (error) {
      this.log.debug('member.avatar_failed', { error });
      return null;
    }
  }

  private isAllowed(url: URL): boolean {
    const wechats = url.protocol === 'https:' && url.port === '' && url.hostname.endsWith('.qlogo.cn');
    return wechats || this.sources.alsoFrom.includes(url.origin);
  }
}

async function readLimited(body: AsyncIterable<Buffer>): Promise<Buffer | null> {
  const parts: Buffer[] = [];
  let size = 0;
  for await (const part of body) {
    size += part.length;
    if (size > MAX_BYTES) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** By the bytes, because the declared type is only somebody's word; SVG is none of these, and may hold scripts. */
function typeOf(bytes: Buffer): Avatar['type'] | null {
  if (bytes.subarray(0, 8).toString('hex') === '89504e470d0a1a0a') return 'image/png';
  if (bytes.subarray(0, 3).toString('hex') === 'ffd8ff') return 'image/jpeg';
  if (/^GIF8[79]a/.test(bytes.subarray(0, 6).toString('latin1'))) return 'image/gif';
  const webp =
    bytes.subarray(0, 4).toString('latin1') === 'RIFF' && bytes.subarray(8, 12).toString('latin1') === 'WEBP';
  return webp ? 'image/webp' : null;
}
