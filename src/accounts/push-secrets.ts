import type { Sealer, SealedPlace } from '../kernel/crypto/sealer.js';
import type { Account, PushMode } from './account.entity.js';
import { PushKeyMissing } from './account.errors.js';
import type { NewPushSettings } from './account.schemas.js';

/** How an account's pushes come and are signed. */
export interface PushSettings {
  readonly mode: PushMode;
  readonly token: string;
  /** The EncodingAESKeys, the newest first; in the modes that encrypt there is at least one. */
  readonly aesKeys: readonly string[];
  /** 原始 ID, `gh_…`; null: not known yet. */
  readonly originalId: string | null;
}

type Secret = 'pushTokenSealed' | 'pushAesKeySealed' | 'pushPreviousAesKeySealed';
type PushColumns = Pick<Account, 'pushMode' | Secret | 'originalId'>;

const COLUMN: Readonly<Record<Secret, string>> = {
  pushTokenSealed: 'push_token_sealed',
  pushAesKeySealed: 'push_aes_key_sealed',
  pushPreviousAesKeySealed: 'push_previous_aes_key_sealed',
};

/** The accounts' push tokens and AES keys: sealed into their rows, opened while our copy of the account lives. */
export class PushSecrets {
  private readonly opened = new WeakMap<Account, PushSettings | null>();

  constructor(private readonly sealer: Sealer) {}

  /** Null while no push token is set. @throws SealBroken */
  of(account: Account): PushSettings | null {
    const held = this.opened.get(account);
    if (held !== undefined) return held;
    const token = this.open(account, 'pushTokenSealed');
    const settings = token === null ? null : this.settingsWith(account, token);
    this.opened.set(account, settings);
    return settings;
  }

  /** What changes in the row of an account. @throws PushKeyMissing */
  changes(account: Account, { mode, token, aesKey, originalId }: NewPushSettings): Partial<PushColumns> {
    const isNew = aesKey !== undefined && !this.holds(account, 'pushAesKeySealed', aesKey);
    if (mode !== 'plain' && aesKey === undefined && account.pushAesKeySealed === null)
      throw new PushKeyMissing();
    return {
      pushMode: mode,
      ...(this.holds(account, 'pushTokenSealed', token)
        ? {}
        : { pushTokenSealed: this.seal(account, 'pushTokenSealed', token) }),
      ...(isNew ? this.keysWith(account, aesKey) : {}),
      ...(originalId === undefined ? {} : { originalId }),
    };
  }

  private settingsWith(account: Account, token: string): PushSettings {
    const keys = [this.open(account, 'pushAesKeySealed'), this.open(account, 'pushPreviousAesKeySealed')];
    return {
      mode: account.pushMode,
      token,
      aesKeys: keys.filter((key) => key !== null),
      originalId: account.originalId,
    };
  }

  private keysWith(account: Account, aesKey: string): Partial<PushColumns> {
    const before = this.readable(account, 'pushAesKeySealed');
    return {
      pushAesKeySealed: this.seal(account, 'pushAesKeySealed', aesKey),
      ...(before === null
        ? {}
        : { pushPreviousAesKeySealed: this.seal(account, 'pushPreviousAesKeySealed', before) }),
    };
  }

  private holds(account: Account, secret: Secret, text: string): boolean {
    return this.readable(account, secret) === text;
  }

  /** Null also where it was sealed with a key that has left `SECRET_KEY`: what is set now replaces it. */
  private readable(account: Account, secret: Secret): string | null {
    try {
      return this.open(account, secret);
    } catch {
      return null;
    }
  }

  private open(account: Account, secret: Secret): string | null {
    const sealed = account[secret];
    return sealed && this.sealer.open(sealed, placeOf(account, secret));
  }

  private seal(account: Account, secret: Secret, text: string): Buffer {
    return this.sealer.seal(text, placeOf(account, secret));
  }
}

function placeOf({ id }: Account, secret: Secret): SealedPlace {
  return { table: 'account', column: COLUMN[secret], row: id };
}
