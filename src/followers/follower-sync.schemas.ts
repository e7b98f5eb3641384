import { z } from 'zod';
import type { SyncJob } from './follower-sync.repository.js';

const instant = z.iso.datetime();
const count = z.number().int().nonnegative();

/** The path's `:id`. */
export const syncId = z.uuid().meta({
  description: 'The id that starting it answered',
  examples: ['6f1c9c1e-6a0f-4f0e-9a55-0d6a3f0b7a11'],
});

/** A run as callers see it. */
export const followerSyncView = z
  .object({
    id: syncId,
    state: z.enum(['queued', 'running', 'paused', 'done', 'failed', 'cancelled']),
    phase: z.enum(['reading', 'leaving']).meta({
      description: '`reading`: who follows, page by page; `leaving`: whoever was on no page follows no more',
    }),
    total: count.nullable().meta({ description: 'How many followers WeChat counts; null until it has said' }),
    done: count.meta({ description: 'How many of them have been read' }),
    left: count.meta({ description: 'How many were found to follow no more' }),
    rate: z.number().nonnegative().nullable().meta({ description: 'Followers a second while it works' }),
    eta_seconds: count.nullable().meta({ description: 'How long the rest takes at that rate' }),
    requested_by: z.string(),
    requested_at: instant,
    started_at: instant.nullable(),
    finished_at: instant.nullable(),
    resume_at: instant.nullable().meta({ description: 'When a paused run goes on by itself; RFC 3339, UTC' }),
    error: z
      .object({ code: z.string(), detail: z.string(), errcode: z.number().int().nullable() })
      .nullable()
      .meta({ description: 'What it failed with, or what it waits for' }),
  })
  .meta({
    id: 'FollowerSync',
    description: 'One reading of an account’s whole list of followers.',
    examples: [
      {
        id: '6f1c9c1e-6a0f-4f0e-9a55-0d6a3f0b7a11',
        state: 'running',
        phase: 'reading',
        total: 128_400,
        done: 51_000,
        left: 0,
        rate: 1998.4,
        eta_seconds: 39,
        requested_by: 'crm',
        requested_at: '2026-11-22T12:00:00.000Z',
        started_at: '2026-11-22T12:00:00.412Z',
        finished_at: null,
        resume_at: null,
        error: null,
      },
    ],
  });

/** What callers and the command line are shown of a run. */
export function viewOfSync(job: SyncJob): z.output<typeof followerSyncView> {
  const { errorCode, errorDetail } = job;
  const rate = job.workedSeconds > 0 ? Math.round((job.done / job.workedSeconds) * 10) / 10 : null;
  return {
    id: job.id,
    state: job.state,
    phase: job.phase,
    total: job.total,
    done: job.done,
    left: job.leftCount,
    rate,
    eta_seconds: etaSecondsOf(job, rate),
    requested_by: job.requestedBy,
    requested_at: job.requestedAt.toISOString(),
    started_at: job.startedAt?.toISOString() ?? null,
    finished_at: job.finishedAt?.toISOString() ?? null,
    resume_at: job.resumeAt?.toISOString() ?? null,
    error: errorCode === null ? null : { code: errorCode, detail: errorDetail ?? '', errcode: job.errcode },
  };
}

function etaSecondsOf({ state, total, done }: SyncJob, rate: number | null): number | null {
  if (state !== 'running' || total === null || !rate) return null;
  return Math.ceil(Math.max(0, total - done) / rate);
}
