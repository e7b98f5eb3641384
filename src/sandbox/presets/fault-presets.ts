import { NoSuchPreset } from '../sandbox.errors.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { PRESETS } from './preset-list.js';
import type { FaultPreset, Preset, SettingPreset, Strength } from './preset.js';

/** A preset and how it stands. */
export interface PresetState {
  readonly preset: Preset;
  readonly on: boolean;
  /** Calls it struck since it was put in force; blows since the first day. */
  readonly hits: number;
}

/** Every preset as it stands in a world. */
export function listPresets(world: World): PresetState[] {
  return PRESETS.map((preset) => stateOf(preset, world));
}

/** Puts a preset in force, or lets its blow fall, on an account. @throws NoSuchPreset, NoSuchAccount, Refusal */
export function strikePreset(
  world: World,
  id: string,
  accountKey: string,
  strength: Strength = {},
): PresetState {
  const preset = presetOf(id);
  if (preset.kind === 'faults') begin(preset, strength, world);
  else if (preset.kind === 'setting') set(preset, accountKey, world);
  else {
    preset.strike(world, world.accounts.get(accountKey));
    world.presets.blows.set(id, (world.presets.blows.get(id) ?? 0) + 1);
  }
  return stateOf(preset, world);
}

/** Takes a preset back; a blow stays as it fell. @throws NoSuchPreset */
export function healPreset(world: World, id: string): void {
  takeBack(presetOf(id), world);
}

/** Takes all of them back. */
export function healPresets(world: World): void {
  for (const preset of PRESETS) takeBack(preset, world);
}

function begin(preset: FaultPreset, { latencyMs, ...strength }: Strength, world: World): void {
  world.faults.heal(preset.id);
  const rules = preset.rules.map((rule) => ({
    ...rule,
    ...strength,
    // Only what is slow anyway can be made slower: the others would become something else.
    ...(rule.latencyMs !== undefined && latencyMs !== undefined ? { latencyMs } : {}),
    name: preset.id,
  }));
  world.faults.add(rules);
}

function set(preset: SettingPreset, accountKey: string, world: World): void {
  takeBack(preset, world);
  const account = world.accounts.get(accountKey);
  const before = Object.keys(preset.change).map((name) => [name, account[name as keyof SandboxAccount]]);
  world.presets.undos.set(preset.id, {
    accountKey,
    before: Object.fromEntries(before) as object,
  });
  world.accounts.change(accountKey, preset.change);
}

function takeBack(preset: Preset, world: World): void {
  if (preset.kind === 'faults') world.faults.heal(preset.id);
  const undo = world.presets.undos.get(preset.id);
  if (!undo) return;
  world.presets.undos.delete(preset.id);
  world.accounts.change(undo.accountKey, undo.before);
}

function stateOf(preset: Preset, world: World): PresetState {
  const { undos, blows } = world.presets;
  if (preset.kind === 'blow') return { preset, on: false, hits: blows.get(preset.id) ?? 0 };
  if (preset.kind === 'setting') return { preset, on: undos.has(preset.id), hits: 0 };
  const { inForce, hits } = world.faults.named(preset.id);
  return { preset, on: inForce, hits };
}

function presetOf(id: string): Preset {
  const preset = PRESETS.find((each) => each.id === id);
  if (!preset) throw new NoSuchPreset(id);
  return preset;
}
