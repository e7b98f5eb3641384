import { chmod, mkdir, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { lineOf, readLine, type Tombstone } from './tombstone.js';

/** Where the tombstones lie outside the database, as a dependency: `DATA_DIR/erasures`. */
export abstract class TombstonesPlace {
  abstract readonly file: string;
}

/**
 * The tombstones once more, in a file that no restored database takes back: one line each, only ever added to,
 * readable by its owner alone. Several processes may share it.
 */
export class TombstonesFile {
  private tidy = false;

  constructor(private readonly file: string) {}

  /** Every tombstone of the file; none when there is no file. @throws what the disk says */
  async *read(): AsyncGenerator<Tombstone> {
    const handle = await this.opened('r');
    if (!handle) return;
    try {
      for await (const line of handle.readLines()) {
        const tombstone = readLine(line);
        if (tombstone) yield tombstone;
      }
    } finally {
      await handle.close().catch(() => undefined);
    }
  }

  /** Adds them, in one write. @throws what the disk says */
  async append(tombstones: readonly Tombstone[]): Promise<void> {
    if (tombstones.length === 0) return;
    await mkdir(path.dirname(this.file), { recursive: true });
    const start = this.tidy ? '' : await this.endOfTornLine();
    const handle = await open(this.file, 'a', 0o600);
    try {
      await handle.appendFile(start + tombstones.map((tombstone) => `${lineOf(tombstone)}\n`).join(''));
      await handle.datasync();
    } finally {
      await handle.close();
    }
    this.tidy = true;
  }

  /** Whoever died while writing left a line without an end; the next begins on its own. */
  private async endOfTornLine(): Promise<string> {
    const handle = await this.opened('r');
    if (!handle) return '';
    try {
      await chmod(this.file, 0o600);
      const { size } = await stat(this.file);
      if (size === 0) return '';
      const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
      return buffer.toString() === '\n' ? '' : '\n';
    } finally {
      await handle.close();
    }
  }

  private async opened(flags: string) {
    try {
      return await open(this.file, flags);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  }
}
