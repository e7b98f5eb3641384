import type { SandboxAccount } from '../sandbox-account.js';

/** What an account was before a preset changed it. */
export interface Undo {
  readonly accountKey: string;
  readonly before: Partial<Omit<SandboxAccount, 'key' | 'appId'>>;
}

/** What is to be taken back, and how often each blow fell. */
export class PresetMemory {
  readonly undos = new Map<string, Undo>();
  readonly blows = new Map<string, number>();

  /** The world begins anew: there is nothing to take back. */
  clear(): void {
    this.undos.clear();
    this.blows.clear();
  }
}
