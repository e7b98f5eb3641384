import { z } from 'zod';
import type { Account } from '../../accounts/account.entity.js';
import type { CredentialState } from '../../token/credential.repository.js';
import { adviceOn } from '../../token/diagnosis.js';
import type { ForceBudget } from '../../token/force-budget.repository.js';
import type { HistoryLine } from '../../token/token-history.repository.js';
import { instant, timeOf } from '../admin.schemas.js';

const STATES = ['never_fetched', 'healthy', 'due', 'renewing', 'degraded', 'dead'] as const;

const advice = {
  what: z.string().meta({ description: 'What it means, in plain words' }),
  remedy: z.string().meta({ description: 'What to do about it' }),
};

const credentialHealth = z
  .object({
    state: z.enum(STATES).meta({
      description:
        '`due`: its renewal has come; `renewing`: WeChat is being asked; `degraded`: it works and cannot be renewed; `dead`: it lives no more',
    }),
    version: z.int(),
    fetched_at: instant.nullable(),
    refresh_after: instant.nullable().meta({ description: 'When it is renewed next' }),
    expires_at: instant.nullable(),
    lives_seconds: z.int().meta({ description: 'What is left of its life; 0 when it is past' }),
    failure: z
      .object({
        code: z.string().meta({ description: 'An errcode of WeChat, or `unreachable` and the like' }),
        said: z.string().nullable().meta({ description: 'What WeChat said' }),
        in_a_row: z.int(),
        next_attempt_seconds: z.int(),
        ...advice,
      })
      .nullable(),
  })
  .meta({ id: 'CredentialHealth' });

/** How an account's global token and ticket are. */
export const tokenHealthView = z
  .object({
    account: z.string(),
    name: z.string(),
    app_id: z.string(),
    mode: z.enum(['stable', 'classic']),
    now: instant.meta({ description: 'The server’s clock, for bars that move' }),
    token: credentialHealth,
    ticket: credentialHealth.nullable().meta({ description: 'Null while nobody has asked for one' }),
    force: z.object({
      used_today: z.int(),
      per_day: z.int(),
      last_at: instant.nullable(),
      wait_seconds: z.int().meta({ description: 'Until the next one is allowed; 0: now' }),
    }),
  })
  .meta({
    id: 'TokenHealth',
    description: 'How an account’s global token and ticket are; never their values.',
    examples: [
      {
        account: 'main',
        name: '令牌演示号',
        app_id: 'wx0123456789abcdef',
        mode: 'stable',
        now: '2026-11-22T12:30:00.000Z',
        token: {
          state: 'healthy',
          version: 12,
          fetched_at: '2026-11-22T12:00:00.000Z',
          refresh_after: '2026-11-22T13:55:21.000Z',
          expires_at: '2026-11-22T14:00:00.000Z',
          lives_seconds: 5400,
          failure: null,
        },
        ticket: null,
        force: { used_today: 0, per_day: 20, last_at: null, wait_seconds: 0 },
      },
    ],
  });

/** `GET /admin/api/tokens`. */
export const tokenHealthList = z
  .object({ data: z.array(tokenHealthView) })
  .meta({ id: 'TokenHealthList', examples: [{ data: [] }] });

/** `GET /admin/api/accounts/:account/token/history?limit=`. */
export const historyQuery = z.strictObject({
  limit: z.coerce
    .number()
    .int()
    .min(1)
    .max(500)
    .default(100)
    .meta({ description: 'How many lines, 1 to 500', examples: [100] }),
});

/** What happened to an account's token and ticket. */
export const tokenHistoryView = z
  .object({
    data: z.array(
      z.object({
        at: instant,
        credential: z.enum(['token', 'ticket']),
        event: z.enum(['renewed', 'confirmed', 'failed', 'died', 'unfounded', 'late_report', 'fenced_off']),
        reason: z.enum(['first_use', 'scheduled', 'lapsed', 'reported', 'verify', 'operator']).nullable(),
        version: z.number().nullable(),
        instance: z.string().meta({ description: 'Which server process did it' }),
        duration_ms: z.int().nullable(),
        cause: z.string().nullable().meta({ description: 'Why it died; `fetched_elsewhere`: by a stranger' }),
        failure: z.string().nullable(),
        detail: z.string().nullable(),
        reported_by: z.string().nullable().meta({ description: 'Name of the caller’s key' }),
        advice: z.object(advice).nullable(),
      }),
    ),
  })
  .meta({
    id: 'TokenHistory',
    examples: [
      {
        data: [
          {
            at: '2026-11-22T12:00:00.000Z',
            credential: 'token',
            event: 'renewed',
            reason: 'scheduled',
            version: 12,
            instance: 'web-1:4711',
            duration_ms: 84,
            cause: null,
            failure: null,
            detail: null,
            reported_by: null,
            advice: null,
          },
        ],
      },
    ],
  });

/** `POST /admin/api/accounts/:account/token/reveal`. */
export const revealedView = z
  .object({ access_token: z.string(), version: z.int(), expires_at: instant.nullable() })
  .meta({
    id: 'RevealedToken',
    examples: [{ access_token: '83_…', version: 12, expires_at: '2026-11-22T14:00:00.000Z' }],
  });

/** What is known of an account's credentials at one time. */
export interface TokenFacts {
  readonly account: Account;
  readonly now: Date;
  readonly token: CredentialState | undefined;
  readonly ticket: CredentialState | undefined;
  readonly force: ForceBudget;
}

/** The health of an account’s credentials as the console reads it. */
export function tokenHealthOf({
  account,
  now,
  token,
  ticket,
  force,
}: TokenFacts): z.output<typeof tokenHealthView> {
  return {
    account: account.key,
    name: account.name,
    app_id: account.appId,
    mode: account.tokenMode,
    now: now.toISOString(),
    token: healthOf(token),
    ticket: ticket ? healthOf(ticket) : null,
    force: {
      used_today: force.usedToday,
      per_day: force.perDay,
      last_at: timeOf(force.lastAt),
      wait_seconds: force.waitSeconds,
    },
  };
}

/** A line of the history as the console reads it, with what to do where something can be done. */
export function historyLineOf(line: HistoryLine): z.output<typeof tokenHistoryView>['data'][number] {
  const told = line.cause ?? line.failure;
  return {
    at: line.at.toISOString(),
    credential: line.credential,
    event: line.event,
    reason: line.reason,
    version: line.version,
    instance: line.instance,
    duration_ms: line.durationMs,
    cause: line.cause,
    failure: line.failure,
    detail: line.detail,
    reported_by: line.reportedBy,
    advice: told === null ? null : { ...adviceOn(told, line.detail ?? '') },
  };
}

function healthOf(held: CredentialState | undefined): z.output<typeof credentialHealth> {
  if (!held)
    return {
      state: 'never_fetched',
      version: 0,
      fetched_at: null,
      refresh_after: null,
      expires_at: null,
      lives_seconds: 0,
      failure: null,
    };
  const { failure, failureDetail } = held;
  return {
    state: stateOf(held),
    version: held.version,
    fetched_at: timeOf(held.fetchedAt),
    refresh_after: timeOf(held.refreshAfter),
    expires_at: timeOf(held.expiresAt),
    lives_seconds: Math.max(0, Math.floor(held.livesMs / 1000)),
    failure:
      failure === null
        ? null
        : {
            code: failure,
            said: failureDetail,
            in_a_row: held.failures,
            next_attempt_seconds: Math.max(0, Math.ceil(held.waitSeconds)),
            ...adviceOn(failure, failureDetail ?? ''),
          },
  };
}

function stateOf({ version, livesMs, failures, leased, due }: CredentialState): (typeof STATES)[number] {
  if (version === 0 && failures === 0) return leased ? 'renewing' : 'never_fetched';
  if (livesMs <= 0) return 'dead';
  if (failures > 0) return 'degraded';
  if (leased) return 'renewing';
  return due ? 'due' : 'healthy';
}
