import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { AccountUnknown } from '../accounts/account.errors.js';
import { AccountsService } from '../accounts/accounts.service.js';
import { DatabaseUnavailable } from '../database/database.errors.js';
import { Clock } from '../kernel/clock/clock.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { SealBroken } from '../kernel/crypto/sealer.js';
import { Random } from '../kernel/random/random.js';
import { WeChatUnreachable, WeChatUnreadable } from '../wechat/wechat-error.js';
import type { CredentialKind, HeldCredential, RenewalReason, Want } from './credential.js';
import { CredentialMemory } from './credential-memory.js';
import { CredentialRepository, type OpenedCredential } from './credential.repository.js';
import type { CredentialSource, Renewal } from './credential.source.js';
import { askAgainInSeconds, renewInSeconds } from './lifetime.js';
import { paceAfter } from './pace.js';
import { RenewalWitness } from './renewal-witness.js';
import {
  ForceBudgetSpent,
  LeaseLost,
  ReportUnfounded,
  TokenRenewalFailed,
  TokenUnavailable,
} from './token.errors.js';

/** Longer than a lease and a call to WeChat together, so that whoever waits outlives an instance that died renewing. */
const WAIT_MS = 9_000;
/** A failure that may be over sooner than this is worth waiting for. */
const WORTH_WAITING_SECONDS = 1.5;
/** How long a value that WeChat issued is kept in hand while the database is away. */
const KEEP_TRYING_MS = 10_000;
const MIN_LIFE_SECONDS = 1;

/**
 * The one way to another credential: of all who want it, in however many processes, one asks WeChat, under a lease that
 * dies with its time; what it writes is fenced, and the others find it written.
 */
@Injectable()
export class RenewalService {
  private readonly underWay = new Map<string, Promise<HeldCredential | null>>();

  constructor(
    private readonly rows: CredentialRepository,
    private readonly memory: CredentialMemory,
    private readonly accounts: AccountsService,
    private readonly witness: RenewalWitness,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {}

  /**
   * What is wanted, by whoever makes it; waits up to nine seconds for another instance.
   * @throws TokenUnavailable | ReportUnfounded | TokenRenewalFailed | ForceBudgetSpent | DatabaseUnavailable | SealBroken
   */
  async fulfil(account: Account, source: CredentialSource, want: Want): Promise<HeldCredential> {
    const held = await this.once(account, want, () => this.insist(account, source, want));
    if (!held) throw new TokenUnavailable(want.kind, null, 1);
    return held;
  }

  /** Renews if nobody else does, waits for nobody, and raises nothing: failures are in the row, the history and the log. */
  async attempt(account: Account, source: CredentialSource, want: Want): Promise<void> {
    try {
      await this.once(account, want, async () => {
        await this.claimAndRenew(account, source, want);
        return null;
      });
    } catch (error) {
      this.witness.failedAside(account, want, error);
    }
  }

  /** Renewals of this process that have not ended. */
  async settled(): Promise<void> {
    await Promise.allSettled(this.underWay.values());
  }

  /** Within one process, those who want the same share one wish. */
  private once(
    account: Account,
    want: Want,
    work: () => Promise<HeldCredential | null>,
  ): Promise<HeldCredential | null> {
    const key = [want.kind, account.id, nameOf(want.reason), want.version, want.force].join('/');
    const present = this.underWay.get(key);
    if (present) return present;
    const made = work().finally(() => this.underWay.delete(key));
    this.underWay.set(key, made);
    return made;
  }

  private async insist(
    account: Account,
    source: CredentialSource,
    want: Want,
  ): Promise<HeldCredential | null> {
    const giveUpAtMs = this.clock.monotonicMs() + WAIT_MS;
    for (let pauseMs = 20; ; pauseMs = Math.min(pauseMs * 2, 200)) {
      const { held, opened } = await this.read(account, want.kind);
      if (held && isFulfilled(want, opened)) return held;
      const ending = await this.claimAndRenew(account, source, want);
      const after = await this.read(account, want.kind);
      if (ending === 'renewed' && after.held) return after.held;
      if (ending === 'failed' && want.reason === 'operator')
        throw new TokenRenewalFailed(after.opened.failure ?? '', after.opened.failureDetail ?? '');
      const { leased, waitSeconds, failure, failureDetail } = after.opened;
      const late = this.clock.monotonicMs() > giveUpAtMs;
      if (failure !== null && !leased && (late || waitSeconds > WORTH_WAITING_SECONDS))
        throw new TokenUnavailable(want.kind, failure, waitSeconds, failureDetail ?? '');
      if (late) return null;
      await this.clock.pause(pauseMs);
    }
  }

  /** Null when another had the right to renew, or nobody may just now. */
  private async claimAndRenew(
    account: Account,
    source: CredentialSource,
    want: Want,
  ): Promise<'renewed' | 'failed' | null> {
    const secretDigest = secretDigestOf(account);
    const key = { kind: want.kind, accountId: account.id };
    const { reason, version } = want;
    const claim = { reason, version, instance: this.witness.instance, secretDigest };
    const fence = await this.rows.claim(key, claim);
    if (fence === null) return null;
    const { opened } = await this.read(account, want.kind);
    const startedAtMs = this.clock.monotonicMs();
    let dead = false;
    try {
      const renewal = await source.renew({
        account,
        held: opened,
        reason: reason === 'lapsed' && opened.version === 0 ? 'first_use' : reason,
        force: want.force ?? false,
        goOn: async () => {
          if (!(await this.rows.extend(key, fence))) throw new LeaseLost();
        },
        takeForce: async () => {
          if (!(await this.rows.takeForce(account.id, fence))) throw new ForceBudgetSpent();
        },
        foundDead: () => (dead = true),
      });
      await this.keep(account, source, want, { opened, fence, renewal, startedAtMs });
      return 'renewed';
    } catch (error) {
      const durationMs = this.clock.monotonicMs() - startedAtMs;
      const note = { want, version: opened.version, durationMs };
      if (error instanceof ReportUnfounded) {
        await this.rows.release(key, fence, this.witness.unfounded(account, note));
        throw error;
      }
      if (error instanceof LeaseLost) return null;
      if (error instanceof ForceBudgetSpent && reason === 'operator') {
        await this.rows.release(key, fence);
        throw error;
      }
      const pace = paceAfter(error, opened.failures + 1, this.random.fraction());
      const notes = this.witness.failed(account, note, { pace, dead, error, state: opened });
      const doubtful = want.kind === 'token' && mayArriveYet(account, error);
      const kept = await this.rows.fail(key, fence, pace, { secretDigest, dead, doubtful, notes });
      if (!kept && doubtful) await this.rows.doubt(account.id);
      // A ticket for want of a token: what is said of the token is what helps.
      if (error instanceof TokenUnavailable) throw error;
      return 'failed';
    }
  }

  private async keep(
    account: Account,
    source: CredentialSource,
    want: Want,
    { opened: before, fence, renewal, startedAtMs }: Made,
  ): Promise<void> {
    const { issued, askedAtMs, death, overlapSeconds } = renewal;
    const key = { kind: want.kind, accountId: account.id };
    const same = issued.value === before.value;
    const plan = same ? askAgainInSeconds : renewInSeconds;
    const mode = want.kind === 'token' ? account.tokenMode : 'classic';
    const chance = this.random.fraction();
    const notes = this.witness.renewed(account, {
      want,
      version: before.version,
      durationMs: this.clock.monotonicMs() - startedAtMs,
      same,
      death,
      fingerprint: this.rows.fingerprintOf(issued.value),
    });
    const version = await this.patiently(() => {
      // WeChat counted from when it heard us, which was after we asked; and writing may have had to wait.
      const agedSeconds = (this.clock.monotonicMs() - askedAtMs) / 1000;
      const lifeSeconds = Math.max(MIN_LIFE_SECONDS, issued.expiresInSeconds - agedSeconds);
      const value = {
        value: issued.value,
        lifeSeconds,
        renewInSeconds: plan(mode, lifeSeconds, chance),
        same,
        overlapSeconds,
      };
      return this.rows.commit(key, fence, value, notes);
    });
    if (version === null) await this.afterFence(account, source, want, issued.value);
    else await this.read(account, want.kind);
  }

  /** Another instance took over while WeChat was asked; which of the two answers was WeChat's last word, only it knows. */
  private async afterFence(
    account: Account,
    source: CredentialSource,
    want: Want,
    value: string,
  ): Promise<void> {
    const { opened } = await this.read(account, want.kind);
    // Ours was written, and the answer to it was lost; or WeChat gave the other the same.
    if (opened.value === value) return;
    await this.rows.note(opened, this.witness.fencedOff(account, want, this.rows.fingerprintOf(value)));
    await this.claimAndRenew(account, source, {
      kind: want.kind,
      reason: 'verify',
      version: opened.version,
    });
  }

  /** What WeChat issued is not to be lost because the database is away for a moment. */
  private async patiently<T>(write: () => Promise<T>): Promise<T> {
    const giveUpAtMs = this.clock.monotonicMs() + KEEP_TRYING_MS;
    for (;;) {
      try {
        return await write();
      } catch (error) {
        if (!(error instanceof DatabaseUnavailable) || this.clock.monotonicMs() > giveUpAtMs) throw error;
        await this.clock.pause(250);
      }
    }
  }

  /** The row as it is now, and what of it can be handed out. @throws AccountUnknown | SealBroken | DatabaseUnavailable */
  async read(account: Account, kind: CredentialKind) {
    const askedAtMs = this.clock.monotonicMs();
    const opened = await this.open(account, kind);
    if (!opened) throw new AccountUnknown();
    // One that is past, or was found dead, is dropped from memory by this as well.
    return { opened, held: this.memory.keep(opened, askedAtMs) };
  }

  /** A value whose key has left SECRET_KEY is as good as none; but only to whoever can open the account's own secret. */
  private async open(account: Account, kind: CredentialKind): Promise<OpenedCredential | null> {
    const key = { kind, accountId: account.id };
    try {
      return await this.rows.open(key);
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      this.accounts.credentialsOf(account);
      await this.rows.discard(key);
      this.witness.discarded(account, kind, error);
      return this.rows.open(key);
    }
  }
}

/** What a renewal brought, and what it was made from. */
interface Made {
  readonly opened: OpenedCredential;
  readonly fence: bigint;
  readonly renewal: Renewal;
  readonly startedAtMs: number;
}

/** A classic call without an answer: should WeChat hear it after the next one, it supersedes what that one brings. */
function mayArriveYet({ tokenMode }: Account, error: unknown): boolean {
  if (tokenMode !== 'classic') return false;
  return error instanceof WeChatUnreadable || (error instanceof WeChatUnreachable && error.sent);
}

/** Says which AppSecret is meant without saying anything of it. */
export function secretDigestOf(account: Account): Buffer {
  return sha256(account.secretSealed.toString('base64'));
}

/** Whoever asks first and whoever finds it past want the same: one that lives. */
function nameOf(reason: RenewalReason): string {
  return reason === 'first_use' ? 'lapsed' : reason;
}

function isFulfilled({ reason, version }: Want, { livesMs, ...opened }: OpenedCredential): boolean {
  return nameOf(reason) === 'lapsed' ? livesMs > 0 : livesMs > 0 && opened.version !== version;
}
