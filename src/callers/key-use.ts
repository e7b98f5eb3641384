import { Injectable } from '@nestjs/common';
import { ApiKeyRepository } from './api-key.repository.js';

/** Which keys were used since it was last written down. */
@Injectable()
export class KeyUse {
  private used = new Set<string>();

  constructor(private readonly rows: ApiKeyRepository) {}

  /** Costs a request next to nothing. */
  note(id: string): void {
    this.used.add(id);
  }

  /** Writes what was noted, in one statement; what cannot be written waits for the next time. @throws DatabaseUnavailable */
  async write(): Promise<void> {
    if (this.used.size === 0) return;
    const used = this.used;
    this.used = new Set();
    try {
      await this.rows.noteUse([...used]);
    } catch (error) {
      for (const id of used) this.used.add(id);
      throw error;
    }
  }
}
