import { Injectable } from '@nestjs/common';
import type { Account } from '../accounts/account.entity.js';
import { Sql } from '../database/sql.js';
import { lockAccountFromErasures } from '../privacy/person-lock.js';
import { PersonMarks } from '../privacy/person-marks.js';
import { UserInfoRepository } from '../users/user-info.repository.js';
import type { WeChatUserInfo } from '../wechat/user/user.wire.js';
import type { ClaimedSync, SyncStep } from './follower-sync.repository.js';
import { FollowerSyncRepository } from './follower-sync.repository.js';

/** So many rows are looked at in one statement when those who left are sought: some ten milliseconds, unless most must be written. */
const SLICE_ROWS = 5_000;

/** What a run writes of the followers themselves, always together with how far it has got. */
@Injectable()
export class ListedFollowersRepository {
  constructor(
    private readonly sql: Sql,
    private readonly runs: FollowerSyncRepository,
    private readonly infos: UserInfoRepository,
    private readonly marks: PersonMarks,
  ) {}

  /**
   * Writes some followers and the step in one transaction. Whoever was erased, and does not follow anew since, is passed
   * over. @throws SyncLost, and then nothing was written
   */
  async keep(
    account: Account,
    run: ClaimedSync,
    infos: readonly WeChatUserInfo[],
    at: Date,
    step: SyncStep,
  ): Promise<void> {
    await this.sql.transaction(async (within) => {
      // Whoever is being erased just now is gone, and known to be erased, before anybody looks.
      await lockAccountFromErasures(within, account.id);
      await this.runs.step(within, run, step);
      const following = infos.filter(({ subscribed }) => subscribed);
      const wanted = await this.withoutErased(within, account, following);
      await this.infos.keep(account, wanted, { source: 'sync', at }, within);
    });
  }

  /**
   * Marks those among the next users after `afterId` who were on no page of this run, and did not follow since it began.
   * Whoever was known to follow has left; of the others, who were there when it began, it is known now that they did not
   * follow then, and no more. Answers where it got to; null at the end. @throws SyncLost
   */
  async markLeft(account: Account, run: ClaimedSync, at: Date, afterId: string): Promise<string | null> {
    return this.sql.transaction(async (within) => {
      const slice = await within.one<{ last: string | null; left: number }>(MARK_LEFT, [
        account.id,
        run.startedAt,
        at.toISOString(),
        afterId,
        originAt(at, 'subscribed', 'unsubscribedAt'),
        originAt(run.startedAt, 'subscribed'),
      ]);
      await this.runs.left(within, run, slice!.left);
      return slice!.last;
    });
  }

  private async withoutErased(
    within: Sql,
    account: Account,
    infos: readonly WeChatUserInfo[],
  ): Promise<readonly WeChatUserInfo[]> {
    if (infos.length === 0 || !(await within.one(ANY_ERASED, [account.id]))) return infos;
    const openidOf = new Map(
      infos.flatMap(({ openid }) => this.marks.all(openid).map(({ mark }) => [mark.toString('hex'), openid])),
    );
    const rows = await within.rows<{ mark: string; erasedAt: Date }>(ERASED, [
      account.id,
      [...openidOf.keys()],
    ]);
    const erasedAt = new Map(rows.map((row) => [openidOf.get(row.mark)!, row.erasedAt]));
    const back = await within.rows<{ openid: string }>(BACK, [account.id, [...erasedAt.keys()]]);
    for (const { openid } of back) erasedAt.delete(openid);
    return infos.filter(({ openid, subscribedAt }) => {
      const at = erasedAt.get(openid);
      return at === undefined || (subscribedAt !== null && subscribedAt > at);
    });
  }
}

const ANY_ERASED = 'SELECT 1 FROM erasure WHERE account_id = $1 LIMIT 1';

const ERASED = `SELECT encode(mark, 'hex') AS mark, erased_at AS "erasedAt" FROM erasure
  WHERE account_id = $1 AND mark IN (SELECT decode(hex, 'hex') FROM unnest($2::text[]) AS hex)`;

/** They came back of their own will: a row newer than the erasure. */
const BACK = 'SELECT openid FROM wechat_user WHERE account_id = $1 AND openid = ANY ($2::text[])';

function originAt(at: Date, ...fields: readonly string[]): string {
  const origin = { source: 'sync', at: at.toISOString() };
  return JSON.stringify(Object.fromEntries(fields.map((field) => [field, origin])));
}

const UNLISTED = (row: string) => `${row}.account_id = $1
  AND (${row}.following_at IS NULL OR ${row}.following_at < $2) AND (${row}.listed_at IS NULL OR ${row}.listed_at < $2)`;
const GONE = (row: string) => `${row}.subscribed AND ${UNLISTED(row)}`;
const NEVER_THERE = (row: string) =>
  `${row}.subscribed IS NULL AND ${row}.first_seen_at < $2 AND ${UNLISTED(row)}`;

/** By number: few have left as a rule, and no row but theirs is looked up twice. */
const MARK_LEFT = `
  WITH slice AS MATERIALIZED (
    SELECT id, account_id, subscribed, following_at, listed_at, first_seen_at FROM wechat_user WHERE id > $4 ORDER BY id LIMIT ${SLICE_ROWS}
  ), gone AS (
    UPDATE wechat_user u SET subscribed = false, unsubscribed_at = $3::timestamptz, following_at = $3::timestamptz,
      provenance = u.provenance || $5::jsonb, updated_at = now()
    WHERE u.id = ANY (ARRAY(SELECT slice.id FROM slice WHERE ${GONE('slice')})) AND ${GONE('u')}
    RETURNING u.id
  ), never_there AS (
    UPDATE wechat_user u SET subscribed = false, following_at = $2, provenance = u.provenance || $6::jsonb, updated_at = now()
    WHERE u.id = ANY (ARRAY(SELECT slice.id FROM slice WHERE ${NEVER_THERE('slice')})) AND ${NEVER_THERE('u')}
  ), told AS (
    INSERT INTO following_event (user_id, at, kind, source)
    SELECT id, $3::timestamptz, 'unfollowed', 'sync' FROM gone ON CONFLICT (user_id, at, kind) DO NOTHING
  )
  SELECT (SELECT max(id) FROM slice) AS last, (SELECT count(*)::int FROM gone) AS left`;
