import { z } from 'zod';
import { accountKey } from '../../accounts/account.schemas.js';
import type { LoginCount } from '../../auth/figures/login-figures.repository.js';
import { instant, timeOf } from '../admin.schemas.js';
import type { PushFigures, UsersOfDay } from './overview.repository.js';

/** `GET /admin/api/overview`. */
export const overviewQuery = z.strictObject({
  account: accountKey
    .optional()
    .meta({ description: 'Key of one account; all when absent', examples: ['main'] }),
  days: z.coerce
    .number()
    .int()
    .min(1)
    .max(90)
    .default(30)
    .meta({ description: 'How many days back, today included', examples: [30] }),
});

const n = z.int();
const day = z.string().meta({ description: 'A day in Beijing, such as 2026-11-22' });

/** Figures by day. */
export const overviewView = z
  .object({
    days: z.array(
      z.object({
        day,
        logins: z.object({ snsapi_base: n, snsapi_userinfo: n, snsapi_login: n }).meta({
          description: 'Logins that were done, by scope',
        }),
        new_users: n,
        followed: n,
        unfollowed: n,
      }),
    ),
    funnel: z
      .object({
        started: n,
        returned: n.meta({ description: 'Came back from WeChat' }),
        signed_in: n,
        denied: n,
        failed: n,
        under_way: n,
        causes: z.array(z.object({ cause: z.string(), logins: n })).meta({
          description: 'Codes of what failed, the most frequent first',
        }),
      })
      .meta({ description: 'Logins begun within these days' }),
    pushes: z.object({ waiting: n, dead: n, last_hour: n, last_at: instant.nullable() }),
  })
  .meta({
    id: 'Overview',
    examples: [
      {
        days: [
          {
            day: '2026-11-22',
            logins: { snsapi_base: 1210, snsapi_userinfo: 96, snsapi_login: 12 },
            new_users: 143,
            followed: 40,
            unfollowed: 7,
          },
        ],
        funnel: {
          started: 1422,
          returned: 1350,
          signed_in: 1318,
          denied: 21,
          failed: 11,
          under_way: 2,
          causes: [{ cause: 'login.expired', logins: 9 }],
        },
        pushes: { waiting: 0, dead: 0, last_hour: 52, last_at: '2026-11-22T12:00:00.000Z' },
      },
    ],
  });

/** What the overview is made of. */
export interface OverviewFacts {
  /** Every day that is asked about, the oldest first. */
  readonly days: readonly string[];
  readonly logins: readonly LoginCount[];
  readonly users: readonly UsersOfDay[];
  readonly pushes: PushFigures;
}

/** The overview as the console reads it: an entry for each day, sums for the funnel. */
export function overviewOf({ days, logins, users, pushes }: OverviewFacts): z.output<typeof overviewView> {
  const sum = (counts: readonly LoginCount[]): number =>
    counts.reduce((total, { logins: more }) => total + more, 0);
  const of = (outcome: LoginCount['outcome']): LoginCount[] =>
    logins.filter((count) => count.outcome === outcome);
  const done = of('signed_in');
  const failed = of('failed');
  const causes = [...new Set(failed.map(({ cause }) => cause))].map((cause) => ({
    cause,
    logins: sum(failed.filter((count) => count.cause === cause)),
  }));
  return {
    days: days.map((each) => {
      const seen = users.find((one) => one.day === each);
      const by = (scope: string) => sum(done.filter((one) => one.day === each && one.scope === scope));
      return {
        day: each,
        logins: {
          snsapi_base: by('snsapi_base'),
          snsapi_userinfo: by('snsapi_userinfo'),
          snsapi_login: by('snsapi_login'),
        },
        new_users: seen?.newUsers ?? 0,
        followed: seen?.followed ?? 0,
        unfollowed: seen?.unfollowed ?? 0,
      };
    }),
    funnel: {
      started: sum(logins),
      returned: sum(done) + sum(of('denied')) + sum(failed),
      signed_in: sum(done),
      denied: sum(of('denied')),
      failed: sum(failed),
      under_way: sum(of('under_way')),
      causes: causes.toSorted((left, right) => right.logins - left.logins),
    },
    pushes: {
      waiting: pushes.waiting,
      dead: pushes.dead,
      last_hour: pushes.lastHour,
      last_at: timeOf(pushes.lastAt),
    },
  };
}
