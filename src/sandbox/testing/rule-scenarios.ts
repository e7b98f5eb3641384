import { listRules, RULES, type Rule, type RuleId } from '../rules.js';

/** The rules of these surfaces, sorted: a spec with a way into each compares its scenarios with them. */
export function ruleIdsOf(...surfaces: Rule['surface'][]): string[] {
  const ours = listRules().filter(({ surface }) => surfaces.includes(surface));
  return ours.map(({ id }) => id).sort();
}

/** The code and the words of a rule, which a scenario expects to meet. */
export function ruleOf(id: string): Rule {
  return { id, ...RULES[id as RuleId] };
}
