// Plays scenarios one after the other on one stage and says what came of each.
import { Checks } from './checks.mjs';
import { Dice } from './dice.mjs';
import { Stage } from './stage.mjs';

/**
 * @param scenarios in the order in which they are played
 * @param settings `seed`, `instances`, `realTime`, `seconds`, `rounds`, `mutate`, `say(line)`
 * @returns for each `{name, title, checks, violations, error, seconds}`
 */
export async function runScenarios(scenarios, settings) {
  const { seed, instances = 4, mutate, say } = settings;
  const stage = await Stage.start({ instances, mutate, say, dice: new Dice(seed) });
  const results = [];
  try {
    for (const scenario of scenarios) {
      say(`▸ ${scenario.name}: ${scenario.title}`);
      const result = await play(scenario, stage, settings);
      results.push(result);
      for (const { what, seen, must, ok } of result.checks.rows)
        say(`    ${ok ? 'ok  ' : 'FAIL'} ${what}: ${seen} (${must})`);
      for (const note of result.checks.notes) say(`         ${note}`);
      for (const violation of result.violations) say(`    BROKEN ${violation}`);
      if (result.error) say(`    FAIL ${settings.verbose ? result.error.stack : result.error.message}`);
      if (settings.verbose && !passed(result)) for (const line of endsOfLogs(stage)) say(line);
    }
    if (stage.watch.looks === 0) throw new Error('the watch never saw the database: nothing was proved');
    return results;
  } finally {
    await stage.close();
  }
}

/** Every figure reached, no invariant broken, nothing thrown. */
export function passed({ checks, violations, error }) {
  return checks.ok && violations.length === 0 && !error;
}

async function play(scenario, stage, settings) {
  const checks = new Checks();
  const since = performance.now();
  let error = null;
  // Each scenario draws the same numbers whether it is played alone or after others.
  stage.dice = new Dice(settings.seed);
  try {
    await scenario.run(stage, checks, settings);
  } catch (thrown) {
    error = thrown;
  }
  try {
    await stage.tidy();
  } catch (thrown) {
    error ??= new Error(`could not be tidied up: ${thrown.message}`, { cause: thrown });
  }
  const violations = [...stage.violations].map(([what, detail]) => `${what} ${detail}`.trim());
  stage.violations.clear();
  const seconds = (performance.now() - since) / 1000;
  return { name: scenario.name, title: scenario.title, checks, violations, error, seconds };
}

function endsOfLogs(stage) {
  return stage.instances.flatMap(({ index, output }, at) => [
    `    ── instance ${index}`,
    ...output
      .call(stage.instances[at])
      .split('\n')
      .slice(-15)
      .map((line) => `    ${line}`),
  ]);
}
