import { Injectable } from '@nestjs/common';
import { RowLease } from '../database/row-lease.js';
import { Sql } from '../database/sql.js';

const NAME = 'sweep';
/** Whoever dies while sweeping keeps the others from it for so long. */
const LEASE_SECONDS = 60;

/** Whose turn it is to sweep: one instance at a time. */
@Injectable()
export class SweepTurn {
  private readonly leases: RowLease;
  private held: bigint | null = null;

  constructor(private readonly sql: Sql) {
    this.leases = new RowLease(sql, { table: 'chore', key: 'name' });
  }

  /**
   * Does `work` unless another instance is at it, and keeps the others from it until it is done; answers whether it was
   * done. `lingers`: it stays done for a minute, so that those whose clock strikes a little later do not do it again.
   */
  async take(work: () => Promise<void>, { lingers }: { readonly lingers: boolean }): Promise<boolean> {
    await this.sql.change('INSERT INTO chore (name) VALUES ($1) ON CONFLICT DO NOTHING', [NAME]);
    const fence = await this.leases.claim(NAME, LEASE_SECONDS);
    if (fence === null) return false;
    this.held = fence;
    let stays = false;
    try {
      await work();
      stays = lingers;
    } finally {
      await (stays ? this.keep() : this.leases.release(NAME, fence));
      this.held = null;
    }
    return true;
  }

  /** To be called every few seconds: what takes longer than a lease stays ours. */
  async keep(): Promise<void> {
    if (this.held !== null) await this.extend(this.held);
  }

  private async extend(fence: bigint): Promise<void> {
    await this.sql.change(
      `UPDATE chore SET lease_until = clock_timestamp() + make_interval(secs => $3) WHERE name = $1 AND lease_fence = $2`,
      [NAME, fence, LEASE_SECONDS],
    );
  }
}
