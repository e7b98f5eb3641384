// The server broken on purpose, in a copy of the build: a scenario that no mutant fails proves nothing.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { runScenarios } from './run-scenarios.mjs';
import { SCENARIOS } from './scenarios.mjs';

/** What is taken out of the room of the token, or of another that is named, and which scenario must notice. Each `find` must be there exactly once. */
export const MUTANTS = [
  {
    name: 'lease-off',
    what: 'everybody who wants to renew may, at once',
    scenario: 'hard-expiry',
    patches: [
      {
        find: /AND \(lease_until IS NULL OR lease_until < clock_timestamp\(\)\)/,
        put: '',
      },
    ],
  },
  {
    name: 'fence-off',
    what: 'who lost the lease may still write what WeChat answered',
    scenario: 'stop-renewer',
    patches: [
      {
        // The condition of the statement that stores a new value, and of no other.
        find: /(commit: [\s\S]*?WHERE account_id = \$1 AND )lease_fence = \$2(?: AND lease_until IS NOT NULL)?/,
        put: '$1$2::bigint IS NOT NULL',
      },
    ],
  },
  {
    name: 'compare-and-swap-off',
    what: 'a report renews whatever is current, not only the token that it names',
    scenario: 'hundred-reports',
    patches: [
      {
        find: /WHEN 'reported' THEN version = \$5/,
        put: "WHEN 'reported' THEN $5::bigint IS NOT NULL",
      },
      { find: /version !== opened\.version\b/, put: 'false' },
      { find: /livesMs > 0 && opened\.version !== version/, put: 'false' },
    ],
  },
  {
    name: 'expiry-off',
    what: 'a token is handed out from memory whether its time is over or not',
    scenario: 'upstream-down-past-expiry',
    patches: [
      {
        find: /kept\.held\.livesUntilMs > this\.clock\.monotonicMs\(\)/,
        put: 'true',
      },
    ],
  },
  {
    name: 'pace-off',
    what: 'a failure holds nobody back from asking again',
    scenario: 'operator-errors',
    patches: [
      { find: /next_attempt_at <= clock_timestamp\(\)/, put: 'true' },
      { find: /waitSeconds === 0/, put: 'true' },
    ],
  },
  {
    name: 'proof-off',
    what: 'a report is believed without asking WeChat whether the token lives',
    scenario: 'unfounded-reports',
    patches: [{ find: /if \(verdict === 'dead'\) \{/, put: 'if (true) {' }],
  },
  {
    name: 'force-budget-off',
    what: 'the stable token is forced as often as somebody reports it',
    scenario: 'report-storm',
    patches: [{ find: /forced_at < clock_timestamp\(\) - interval '30 seconds'/, put: 'true' }],
  },
  {
    name: 'database-clock-off',
    what: 'an instance reckons a token’s end by its own calendar',
    scenario: 'clocks',
    patches: [
      {
        find: /const livesUntilMs = askedAtMs \+ opened\.livesMs/,
        put: 'const livesUntilMs = askedAtMs + (expiresAt.getTime() - Date.now())',
      },
      {
        find: /const livesUntilMs = askedAtMs \+ state\.livesMs/,
        put: 'const livesUntilMs = askedAtMs + (expiresAt.getTime() - Date.now())',
      },
    ],
  },
  {
    name: 'sync-place-lost',
    what: 'whoever goes on with the reading of followers begins where the list begins',
    scenario: 'follower-sync',
    room: 'followers',
    patches: [{ find: /cursor: cursorSealed && /, put: 'cursor: null && ' }],
  },
  {
    name: 'sync-alive-or-not',
    what: 'a run is taken whether or not somebody works on it',
    scenario: 'follower-sync',
    room: 'followers',
    patches: [{ find: /AND \(lease_until IS NULL OR lease_until < clock_timestamp\(\)\)/, put: '' }],
  },
  {
    name: 'push-dedupe-off',
    what: 'no two deliveries of a push are the same push',
    scenario: 'pushes-three-times',
    room: 'messages',
    patches: [
      { find: /return JSON\.stringify\(\[appId,/, put: 'return JSON.stringify([Math.random(), appId,' },
    ],
  },
  {
    name: 'push-kept-or-not',
    what: 'a push is acknowledged whether it could be kept or not',
    scenario: 'pushes-postgres-away',
    room: 'messages',
    patches: [
      {
        find: /return await this\.take\(account, settings, query, body\)/,
        put: 'return await this.take(account, settings, query, body).catch(() => null)',
      },
    ],
  },
];

/** Changes the program in `folder`. @throws when a place is not there, or there more than once */
export function mutate(folder, { name, patches, room: of = 'token' }) {
  const room = path.join(folder, 'dist/src', of);
  const files = readdirSync(room).filter((file) => file.endsWith('.js') && !file.endsWith('.spec.js'));
  for (const { find, put } of patches) {
    const places = files.flatMap((file) => {
      const text = readFileSync(path.join(room, file), 'utf8');
      return Array.from(text.matchAll(new RegExp(find.source, 'g')), () => file);
    });
    if (places.length !== 1)
      throw new Error(
        `mutant ${name}: ${find} must be in the build once, and is there ${places.length} times`,
      );
    const place = path.join(room, places[0]);
    writeFileSync(place, readFileSync(place, 'utf8').replace(find, put));
  }
}

/**
 * Plays each mutant's scenario on the mutant.
 * @returns for each whether it was noticed: by a figure missed or an invariant broken, not by a mere standstill
 */
export async function runMutants(mutants, settings) {
  const results = [];
  for (const mutant of mutants) {
    settings.say(`\n✂ ${mutant.name}: ${mutant.what}`);
    const scenario = SCENARIOS.find(({ name }) => name === mutant.scenario);
    const played = await runScenarios([scenario], {
      ...settings,
      rounds: Math.min(settings.rounds, 2),
      mutate: (folder) => mutate(folder, mutant),
    }).catch((error) => [{ checks: { rows: [] }, violations: [], error }]);
    const [{ checks, violations, error }] = played;
    const missed = checks.rows.filter(({ ok }) => !ok).map(({ what }) => what);
    const killed = missed.length > 0 || violations.length > 0;
    const by = missed[0] ?? violations[0] ?? error?.message ?? 'nothing';
    results.push({ name: mutant.name, scenario: mutant.scenario, killed, by });
  }
  return results;
}
