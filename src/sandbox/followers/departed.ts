import { identityOf } from '../personas/identity.js';
import type { Persona } from '../personas/persona.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { AccountFollowers } from './account-followers.js';
import { crowdIds } from './crowd-ids.js';

/** Who followed an account when its move was approved: a crowd costs no more than those of it who differ. */
export class Departed {
  constructor(
    private readonly kept: AccountFollowers,
    /** By their openid at the account they left. */
    private readonly personas: ReadonlyMap<string, Persona>,
  ) {}

  /** Somebody's openid at another account; null where they were not among them. */
  openidAt(account: SandboxAccount, openid: string): string | null {
    const persona = this.personas.get(openid);
    if (persona) return openidOf(persona, account);
    const { crowd } = this.kept;
    const number = crowd?.numberOf(openid) ?? null;
    if (!crowd || number === null || !this.kept.followsInCrowd(openid)) return null;
    return crowdIds(account.appId, crowd.size.seed).idOf(number);
  }
}

/** A persona's openid at an account, as themselves. */
export function openidOf(persona: Persona, account: SandboxAccount): string {
  return identityOf(account, { persona, snapshot: false }).openid;
}
