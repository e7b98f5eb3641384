import type { SandboxAccount } from '../sandbox-account.js';
import type { FaultRule } from '../traffic/faults.js';
import type { World } from '../world.js';

/** A text in both languages of the inspector. */
export interface Worded {
  readonly zh: string;
  readonly en: string;
}

/** How hard a standing preset strikes; what is absent is the preset's own. */
export type Strength = Readonly<
  Partial<Pick<FaultRule, 'probability' | 'seed' | 'times' | 'seconds' | 'latencyMs'>>
>;

interface Told {
  readonly id: string;
  readonly title: Worded;
  readonly gloss: Worded;
}

/** Faults in force until they are taken back. */
export interface FaultPreset extends Told {
  readonly kind: 'faults';
  readonly rules: readonly FaultRule[];
}

/** Something an owner has set, which is set back when the preset goes. */
export interface SettingPreset extends Told {
  readonly kind: 'setting';
  readonly change: Partial<Omit<SandboxAccount, 'key' | 'appId'>>;
}

/** A blow: it falls at once, and nothing stays in force. */
export interface BlowPreset extends Told {
  readonly kind: 'blow';
  /** @throws Refusal where WeChat would not let it happen */
  strike(world: World, account: SandboxAccount): void;
}

/** A way in which things go wrong, by name. */
export type Preset = FaultPreset | SettingPreset | BlowPreset;
