import { Injectable } from '@nestjs/common';
import { Log } from '../kernel/logging/log.js';
import { TombstoneSet } from './tombstone-set.js';
import { lineOf, type Tombstone } from './tombstone.js';
import { type NumberedTombstone, TombstoneRepository } from './tombstone.repository.js';
import { TombstonesFile, TombstonesPlace } from './tombstones-file.js';

/** How many travel at once. */
const BITE = 500;
/** Numbers are given out before they are seen: so far back is looked again. */
const OVERLAP = 100n;
/** How many of the last written are remembered, more than the overlap. */
const REMEMBERED = 2_000;

/** What a look did. */
export interface Looked {
  /** Tombstones that the database had lost and has again. */
  readonly putBack: number;
  /** Tombstones that the file learnt. */
  readonly noted: number;
}

/**
 * Keeps the tombstones in two places: the database, which a restore takes back, and a file beside it, which one does not.
 * What either lacks it gets from the other. A file that cannot be written is said once, and stops nothing.
 */
@Injectable()
export class TombstoneKeeper {
  private readonly file: TombstonesFile;
  /** The tombstone of which we know last that it stood in the database: when it is gone, the database was taken back. */
  private witness: Pick<NumberedTombstone, 'number' | 'mark'> | null = null;
  /** The highest number taken over from the database. */
  private reached = 0n;
  private compared = false;
  private readonly recent = new Set<string>();
  private failing = false;
  private writing: Promise<unknown> = Promise.resolve();

  constructor(
    place: TombstonesPlace,
    private readonly rows: TombstoneRepository,
    private readonly log: Log,
  ) {
    this.file = new TombstonesFile(place.file);
  }

  /** A tombstone that was just set; the file has it once this ends, unless it cannot be written. */
  async note(tombstone: NumberedTombstone): Promise<void> {
    this.witness = tombstone;
    await this.onDisk(() => this.append([tombstone]));
  }

  /** Compares the two: whole when this process has not done so yet, or the database was taken back; else what is new. */
  async look(): Promise<Looked> {
    const whole = !this.compared || (this.witness !== null && !(await this.rows.stands(this.witness)));
    const result = await this.onDisk(() => (whole ? this.compare() : this.pull()));
    return result ?? { putBack: 0, noted: 0 };
  }

  private async compare(): Promise<Looked> {
    const held = new TombstoneSet();
    let putBack = 0;
    let bite: Tombstone[] = [];
    const put = async (): Promise<void> => {
      if (bite.length > 0) putBack += await this.rows.putBack(bite);
      bite = [];
    };
    for await (const tombstone of this.file.read()) {
      held.add(tombstone);
      bite.push(tombstone);
      if (bite.length >= BITE) await put();
    }
    await put();
    this.witness = null;
    this.reached = 0n;
    const noted = await this.takeOver(0n, (tombstone) => held.has(tombstone));
    this.compared = true;
    return { putBack, noted };
  }

  private async pull(): Promise<Looked> {
    const noted = await this.takeOver(this.reached - OVERLAP, (tombstone) =>
      this.recent.has(lineOf(tombstone)),
    );
    return { putBack: 0, noted };
  }

  private async takeOver(from: bigint, isHeld: (tombstone: Tombstone) => boolean): Promise<number> {
    let noted = 0;
    for (let after = String(from); ;) {
      const rows = await this.rows.after(after, BITE);
      const news = rows.filter((row) => !isHeld(row));
      await this.append(news);
      noted += news.length;
      for (const row of rows) this.remember(lineOf(row));
      const last = rows.at(-1);
      if (last) {
        this.witness = last;
        this.reached = BigInt(last.number);
      }
      if (rows.length < BITE) return noted;
      after = last!.number;
    }
  }

  private async append(tombstones: readonly Tombstone[]): Promise<void> {
    await this.file.append(tombstones);
    for (const tombstone of tombstones) this.remember(lineOf(tombstone));
  }

  private remember(line: string): void {
    this.recent.delete(line);
    this.recent.add(line);
    for (const oldest of this.recent) {
      if (this.recent.size <= REMEMBERED) break;
      this.recent.delete(oldest);
    }
  }

  /** One at a time; what the disk refuses is told once, what the database refuses is raised. */
  private async onDisk<T>(work: () => Promise<T>): Promise<T | null> {
    const turn = this.writing.then(work);
    this.writing = turn.catch(() => undefined);
    try {
      const done = await turn;
      this.failing = false;
      return done;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
      if (!this.failing) this.log.warn('privacy.marks_file_failed', { error });
      this.failing = true;
      return null;
    }
  }
}
