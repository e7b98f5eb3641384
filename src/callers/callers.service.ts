import { Injectable } from '@nestjs/common';
import { AccountUnknown } from '../accounts/account.errors.js';
import { Random } from '../kernel/random/random.js';
import { digestOf, isWellFormed, makeApiKey, prefixOf } from './api-key.js';
import {
  ApiKeyRepository,
  type ApiKeyRow,
  type KeyCallsOfDay,
  type KeyReference,
} from './api-key.repository.js';
import type { NewApiKey } from './api-key.schemas.js';
import { KeyAmbiguous, KeyNotFound, KeyRolled } from './callers.errors.js';

const DAY_SECONDS = 24 * 60 * 60;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** A key just made. `key` exists here and with whoever is told now, and nowhere else. */
export interface IssuedApiKey {
  readonly id: string;
  readonly key: string;
}

/** Who may call us: the keys that operators give out, and take back. */
@Injectable()
export class CallersService {
  constructor(
    private readonly rows: ApiKeyRepository,
    private readonly random: Random,
  ) {}

  /** A new key, good at once on every instance. @throws AccountUnknown */
  async create({ name, scopes, account, cidrs, days }: NewApiKey): Promise<IssuedApiKey> {
    const id = this.random.uuid();
    const key = makeApiKey(this.random);
    const kept = await this.rows.insert({
      id,
      name,
      prefix: prefixOf(key),
      digest: digestOf(key),
      scopes,
      account,
      cidrs,
      lifeSeconds: days === null ? null : days * DAY_SECONDS,
    });
    if (!kept) throw new AccountUnknown();
    return { id, key };
  }

  /** The keys, the oldest first; those revoked or lapsed only with `all`. */
  list({ all = false }: { readonly all?: boolean } = {}): Promise<ApiKeyRow[]> {
    return this.rows.list(all);
  }

  /** How often the keys were used on the last days, today included, up to a minute ago; and the names of those days. */
  async use(days: number): Promise<{ readonly days: string[]; readonly calls: KeyCallsOfDay[] }> {
    return { days: await this.rows.lastDays(days), calls: await this.rows.callsOfLast(days) };
  }

  /**
   * A new key with the rights of another, which works on for `graceSeconds` so that its users can change over.
   * The new one lives as long as the old one was to live.
   * @throws KeyNotFound when it opens nothing any more
   * @throws KeyRolled when it has a successor already, which is the one to roll
   */
  async roll(id: string, graceSeconds: number): Promise<IssuedApiKey> {
    const key = makeApiKey(this.random);
    const successor = { id: this.random.uuid(), prefix: prefixOf(key), digest: digestOf(key) };
    if (await this.rows.roll(id, successor, graceSeconds)) return { id: successor.id, key };
    const [old] = await this.rows.find({ id });
    if (old?.live && old.rolledAt) throw new KeyRolled();
    throw new KeyNotFound();
  }

  /**
   * Ends a key, everywhere within two seconds; for one that has ended nothing changes.
   * @param reference its id, its prefix, or the key itself, which is what a person has who found it leaked
   * @throws KeyNotFound | KeyAmbiguous
   */
  async revoke(reference: string): Promise<ApiKeyRow> {
    const found = await this.rows.find(meantBy(reference));
    // A prefix means the key that still opens something, if only one does.
    const live = found.filter((row) => row.live);
    const [row, another] = live.length > 0 ? live : found;
    if (!row) throw new KeyNotFound();
    if (another) throw new KeyAmbiguous(found.map(({ id }) => id));
    const revokedAt = await this.rows.revoke(row.id);
    return { ...row, revokedAt, live: false };
  }
}

function meantBy(reference: string): KeyReference {
  if (UUID.test(reference)) return { id: reference };
  return isWellFormed(reference) ? { digest: digestOf(reference) } : { prefix: reference };
}
