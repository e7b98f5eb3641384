import type { CredentialKind } from './credential.js';

const TABLES = {
  token: { table: 'global_token', value: 'access_token' },
  ticket: { table: 'jsapi_ticket', value: 'ticket' },
} as const;

/** The wish is not fulfilled yet; `$4` is the reason, `$5` the version it was made for. */
const STILL_WANTED = `CASE $4::text
  WHEN 'scheduled' THEN version = $5 AND refresh_after <= clock_timestamp()
  WHEN 'reported' THEN version = $5
  WHEN 'verify' THEN version = $5
  WHEN 'operator' THEN true
  ELSE expires_at IS NULL OR expires_at <= clock_timestamp() END`;

/** The last failure does not stand in the way; an operator may always try, and so may another AppSecret (`$6`). */
const MAY_TRY = `($4 = 'operator' OR next_attempt_at IS NULL OR next_attempt_at <= clock_timestamp()
  OR failed_secret IS DISTINCT FROM $6::bytea)`;

/** How long a call that was given up may still be on its way: less than the old token goes on working. */
const DOUBT = `interval '60 seconds'`;

/** The statements on one of the two tables. Every time in them is the database's. */
export function statementsFor(kind: CredentialKind) {
  const { table, value } = TABLES[kind];
  const token = kind === 'token';
  const state = `'${kind}' AS kind, c.account_id AS "accountId", a.key AS "accountKey", c.version::float8 AS version,
    c.fetched_at AS "fetchedAt", c.expires_at AS "expiresAt", c.refresh_after AS "refreshAfter",
    COALESCE(extract(epoch FROM c.expires_at - clock_timestamp()) * 1000, 0)::float8 AS "livesMs",
    COALESCE(c.refresh_after <= clock_timestamp(), false) AS due,
    COALESCE(c.lease_until > clock_timestamp(), false) AS leased,
    GREATEST(COALESCE(extract(epoch FROM c.next_attempt_at - clock_timestamp()), 0), 0)::float8 AS "waitSeconds",
    c.failures, c.failure, c.failure_detail AS "failureDetail", c.failed_secret AS "failedSecret"`;
  const from = `FROM ${table} c JOIN account a ON a.id = c.account_id`;
  /** Notes, a JSON array in parameter `json`, for every row of the part `changed`. */
  const noted = (json: string) => `noted AS (
    INSERT INTO token_history (account_id, credential, event, reason, version, fingerprint, instance, duration_ms, cause,
      failure, detail, reported_by)
    SELECT changed.account_id, '${kind}', n.event, n.reason, COALESCE(n.version, changed.version),
      decode(n.fingerprint, 'hex'), n.instance, round(n."durationMs"), n.cause, n.failure, n.detail, n."reportedBy"
    FROM changed, jsonb_to_recordset(${json}::jsonb) AS n (event text, reason text, version bigint, fingerprint text,
      instance text, "durationMs" float8, cause text, failure text, detail text, "reportedBy" text))`;
  return {
    states: `SELECT ${state} ${from}`,

    open: `SELECT ${state}, c.${value} AS "valueSealed",
        ${token ? 'c.previous_token' : 'NULL::bytea'} AS "previousSealed",
        ${token ? 'COALESCE(c.previous_until > clock_timestamp(), false)' : 'false'} AS "previousWorks"
      ${from} WHERE c.account_id = $1`,

    make: `INSERT INTO ${table} (account_id) SELECT id FROM account WHERE id = $1 ON CONFLICT DO NOTHING`,

    discard: `UPDATE ${table} SET ${value} = NULL, ${token ? 'previous_token = NULL, ' : ''}expires_at = NULL
      WHERE account_id = $1 AND version = $2`,

    claim: `UPDATE ${table} SET lease_until = clock_timestamp() + make_interval(secs => $2), lease_fence = lease_fence + 1,
        lease_holder = $3
      WHERE account_id = $1 AND (lease_until IS NULL OR lease_until < clock_timestamp())
        AND (${STILL_WANTED}) AND ${MAY_TRY}
      RETURNING lease_fence AS fence`,

    extend: `UPDATE ${table} SET lease_until = clock_timestamp() + make_interval(secs => $3)
      WHERE account_id = $1 AND lease_fence = $2`,

    release: `WITH changed AS (
        UPDATE ${table} SET lease_until = NULL WHERE account_id = $1 AND lease_fence = $2 RETURNING account_id, version),
      ${noted('$3')} SELECT FROM changed`,

    commit: `WITH changed AS (
        UPDATE ${table} SET
          ${
            token
              ? `previous_token = CASE WHEN $6 THEN previous_token ELSE access_token END,
          previous_until = CASE WHEN $6 THEN previous_until WHEN access_token IS NOT NULL
            THEN LEAST(expires_at, clock_timestamp() + make_interval(secs => $8)) END,`
              : ''
          }
          ${value} = $3, version = version + CASE WHEN $6::boolean THEN 0 ELSE 1 END,
          fetched_at = CASE WHEN $6 THEN fetched_at ELSE clock_timestamp() END,
          expires_at = clock_timestamp() + make_interval(secs => $4),
          refresh_after = ${
            token
              ? `LEAST(clock_timestamp() + make_interval(secs => $5),
            CASE WHEN doubtful_at > clock_timestamp() - ${DOUBT} THEN doubtful_at + ${DOUBT} END),
          doubtful_at = CASE WHEN doubtful_at > clock_timestamp() - ${DOUBT} THEN doubtful_at END`
              : 'clock_timestamp() + make_interval(secs => $5)'
          },
          lease_until = NULL, failures = 0, failure = NULL, failure_detail = NULL, failed_secret = NULL, failed_at = NULL,
          next_attempt_at = NULL
        -- Made once: an answer that is lost has it sent again.
        WHERE account_id = $1 AND lease_fence = $2 AND lease_until IS NOT NULL
        RETURNING account_id, version),
      ${noted('$7')}
      SELECT version::float8 AS version FROM changed`,

    fail: `WITH changed AS (
        UPDATE ${table} SET lease_until = NULL, failures = failures + 1, failure = $3, failure_detail = $4,
          failed_secret = $5, failed_at = clock_timestamp(),
          next_attempt_at = GREATEST(clock_timestamp() + make_interval(secs => $6), CASE WHEN $7::boolean THEN
            (date_trunc('day', clock_timestamp() AT TIME ZONE 'Asia/Shanghai') + interval '1 day') AT TIME ZONE 'Asia/Shanghai'
              + make_interval(secs => $6) END),
          ${token ? 'doubtful_at = CASE WHEN $10::boolean THEN clock_timestamp() ELSE doubtful_at END,' : ''}
          expires_at = CASE WHEN $8::boolean THEN LEAST(expires_at, clock_timestamp()) ELSE expires_at END
        WHERE account_id = $1 AND lease_fence = $2
        RETURNING account_id, version),
      ${noted('$9')} SELECT FROM changed`,

    doubt: `UPDATE ${table} SET doubtful_at = clock_timestamp(), refresh_after = LEAST(refresh_after, clock_timestamp())
      WHERE account_id = $1`,

    force: `UPDATE ${table} SET forced_at = clock_timestamp(),
        forced_count = CASE WHEN forced_day = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
          THEN forced_count + 1 ELSE 1 END,
        forced_day = (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date
      WHERE account_id = $1 AND lease_fence = $2
        AND (forced_at IS NULL OR forced_at < clock_timestamp() - interval '30 seconds')
        AND (forced_day IS DISTINCT FROM (clock_timestamp() AT TIME ZONE 'Asia/Shanghai')::date OR forced_count < 20)`,

    note: `WITH changed AS (
        SELECT account_id, version FROM ${table} c WHERE account_id = $1 AND NOT EXISTS (
          SELECT FROM token_history h, jsonb_to_recordset($2::jsonb) AS n (event text, cause text, version bigint)
          WHERE h.account_id = c.account_id AND h.credential = '${kind}' AND h.at > clock_timestamp() - interval '1 minute'
            AND h.event = n.event AND h.cause IS NOT DISTINCT FROM n.cause
            AND h.version IS NOT DISTINCT FROM COALESCE(n.version, c.version))),
      ${noted('$2')} SELECT FROM changed`,

    lateAnswer: `SELECT 1 FROM token_history h JOIN ${table} c USING (account_id)
      WHERE h.account_id = $1 AND h.credential = '${kind}' AND h.event = 'fenced_off' AND h.at >= c.fetched_at LIMIT 1`,

    versionOf: `SELECT version::float8 AS version FROM token_history
      WHERE account_id = $1 AND credential = '${kind}' AND fingerprint = ANY($2::bytea[]) AND event <> 'fenced_off'
      ORDER BY id DESC LIMIT 1`,
  };
}
