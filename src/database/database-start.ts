import { Injectable, type OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Clock } from '../kernel/clock/clock.js';
import { Log } from '../kernel/logging/log.js';
import { initialise } from './connection.js';

const RETRY_MS = 1_000;

/** The first connection: a server whose database is away starts all the same, says so, and heals by itself. */
@Injectable()
export class DatabaseStart implements OnApplicationShutdown {
  private stopped = false;

  constructor(
    private readonly log: Log,
    private readonly clock: Clock,
  ) {}

  /** Resolves after the first attempt; when that fails, further ones follow every second until one succeeds. */
  async connect(dataSource: DataSource): Promise<void> {
    if (await this.attempt(dataSource)) return;
    void this.persist(dataSource);
  }

  onApplicationShutdown(): void {
    this.stopped = true;
  }

  private async persist(dataSource: DataSource): Promise<void> {
    while (!this.stopped) {
      await this.clock.pause(RETRY_MS);
      if (this.stopped) return;
      if (await this.attempt(dataSource)) return this.log.info('database.connected');
    }
  }

  private async attempt(dataSource: DataSource): Promise<boolean> {
    try {
      await initialise(dataSource);
      return true;
    } catch (error) {
      this.log.error('database.not_connected', { error });
      return false;
    }
  }
}
