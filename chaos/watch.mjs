// What must hold at every moment, whatever a scenario does; looked at ten times a second.

const EVERY_MS = 100;

export class Watch {
  #timer = null;
  #looking = false;
  #seen = new Map();
  #forgotten = new Set();
  #stage;
  /** How often the database was looked at; a watch that never looked proves nothing. */
  looks = 0;

  constructor(stage) {
    this.#stage = stage;
  }

  start() {
    this.#timer = setInterval(() => void this.#look(), EVERY_MS);
  }

  async stop() {
    clearInterval(this.#timer);
    while (this.#looking) await new Promise((resolve) => setTimeout(resolve, 5));
  }

  forget(accounts) {
    for (const { id } of accounts) {
      this.#forgotten.add(id);
      this.#seen.delete(id);
    }
  }

  async #look() {
    if (this.#looking) return;
    this.#looking = true;
    try {
      const { rows } = await this.#stage.pool.query(
        'SELECT account_id, version::float8 AS version, lease_fence::float8 AS fence FROM global_token',
      );
      this.looks += 1;
      for (const row of rows) this.#compare(row);
    } catch {
      // Postgres is away: that is what the scenario is about.
    } finally {
      this.#looking = false;
    }
  }

  #compare(row) {
    const id = row.account_id;
    if (this.#forgotten.has(id)) return;
    const before = this.#seen.get(id);
    for (const field of ['version', 'fence'])
      if (before && row[field] < before[field])
        this.#stage.violate(`${id}: ${field} went back`, `from ${before[field]} to ${row[field]}`);
    this.#seen.set(id, row);
  }

  /**
   * Two calls for one account's token under way at once, both by instances that were up: a lease that was not one.
   * `excused(call)` tells of a caller that was killed, stopped or cut off, whose lease rightly passed on.
   */
  overlapping(accounts, excused = () => false) {
    const { upstream } = this.#stage;
    return accounts.flatMap(({ key, appId }) => {
      const calls = upstream.fetches({ appId }).filter((call) => call.door !== upstream.strangersDoor);
      return calls.flatMap((call, index) => {
        const before = calls[index - 1];
        const over = before && (before.endedAt ?? Infinity);
        return before && before.door !== call.door && call.at < over && !excused(before)
          ? [`${key}: instances ${before.door} and ${call.door} asked at once`]
          : [];
      });
    });
  }
}
