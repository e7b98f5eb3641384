// The rows of the accounts' tokens, and the time that passes for them.

export class TokenRows {
  #pool;
  #ledgerOf;

  /** @param ledgerOf what the upstream knows of an account: time passes there too */
  constructor(pool, ledgerOf) {
    this.#pool = pool;
    this.#ledgerOf = ledgerOf;
  }

  /** Lets `seconds` pass for an account at once, upstream and here; the instances notice within a poll. */
  async age(account, seconds) {
    const back = (columns) =>
      columns.map((column) => `${column} = ${column} - $2 * interval '1 second'`).join(', ');
    const credential = ['fetched_at', 'expires_at', 'refresh_after', 'next_attempt_at', 'failed_at'];
    await this.#pool.query(
      `WITH aged AS (UPDATE global_token SET ${back([...credential, 'previous_until', 'forced_at'])} WHERE account_id = $1),
         aged_ticket AS (UPDATE jsapi_ticket SET ${back(credential)} WHERE account_id = $1)
       UPDATE token_history SET ${back(['at'])} WHERE account_id = $1`,
      [account.id, seconds],
    );
    this.#ledgerOf(account).age(seconds);
  }

  /** Ages the account until its token has `seconds` left. */
  async ageUntilLeft(account, seconds, family = 'stable') {
    await this.age(account, this.#ledgerOf(account).remaining(family) - seconds);
  }

  /** Keeps the schedule from renewing: only what the scenario is about may. */
  async unschedule(account) {
    await this.#pool.query(`UPDATE global_token SET refresh_after = 'infinity' WHERE account_id = $1`, [
      account.id,
    ]);
  }

  /** The other way round: it is time. */
  async makeDue(account) {
    await this.#pool.query(
      'UPDATE global_token SET refresh_after = clock_timestamp() WHERE account_id = $1',
      [account.id],
    );
  }

  /** The account's row as it is now. */
  async of(account) {
    const { rows } = await this.#pool.query(
      `SELECT *, version::float8 AS version, lease_until > clock_timestamp() AS leased,
         extract(epoch FROM next_attempt_at - clock_timestamp())::float8 AS wait_seconds,
         extract(epoch FROM expires_at - clock_timestamp())::float8 AS lives_seconds
       FROM global_token WHERE account_id = $1`,
      [account.id],
    );
    return rows[0] ?? null;
  }

  /** The account's history, oldest first. */
  async history(account) {
    const { rows } = await this.#pool.query('SELECT * FROM token_history WHERE account_id = $1 ORDER BY id', [
      account.id,
    ]);
    return rows;
  }
}
