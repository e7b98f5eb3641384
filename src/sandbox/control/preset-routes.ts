import { z } from 'zod';
import {
  healPreset,
  healPresets,
  listPresets,
  strikePreset,
  type PresetState,
} from '../presets/fault-presets.js';
import { faultRuleSchema } from '../traffic/faults.js';
import { route } from './route.js';

const worded = z.object({ zh: z.string(), en: z.string() });
const presetView = z.object({
  id: z.string(),
  kind: z
    .enum(['faults', 'setting', 'blow'])
    .describe('In force until taken back: faults, or a setting of the account; or a blow that falls at once'),
  title: worded,
  gloss: worded,
  on: z.boolean(),
  hits: z.int().describe('Calls it struck since it was put in force; blows since the first day'),
  rules: z.array(faultRuleSchema).describe('What it puts in force, its own strength'),
});
const strength = z.strictObject({
  account: z.string().max(64).default('main').describe('Whom a setting or a blow befalls'),
  ...faultRuleSchema.pick({ probability: true, seed: true, times: true, seconds: true, latencyMs: true })
    .shape,
});

/** What goes wrong, by name. */
export const presetRoutes = [
  route({
    method: 'GET',
    path: '/presets',
    summary: 'Faults with names, and which are in force',
    answer: z.object({ presets: z.array(presetView) }),
    run: ({ world }) => ({ presets: listPresets(world).map(viewPreset) }),
  }),
  route({
    method: 'DELETE',
    path: '/presets',
    summary: 'Takes all of them back; what blows did stays',
    run: ({ world }) => healPresets(world),
  }),
  route({
    method: 'POST',
    path: '/presets/{id}',
    summary: 'Puts a preset in force, ahead of other faults, or lets its blow fall',
    body: strength,
    answer: presetView,
    run: ({ world, path, body: { account, ...rest } }) =>
      viewPreset(strikePreset(world, path['id']!, account, rest)),
  }),
  route({
    method: 'DELETE',
    path: '/presets/{id}',
    summary: 'Takes a preset back',
    run: ({ world, path }) => healPreset(world, path['id']!),
  }),
];

function viewPreset({ preset, on, hits }: PresetState): z.infer<typeof presetView> {
  const { id, kind, title, gloss } = preset;
  return { id, kind, title, gloss, on, hits, rules: preset.kind === 'faults' ? [...preset.rules] : [] };
}
