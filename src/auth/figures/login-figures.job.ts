import { Injectable } from '@nestjs/common';
import { Interval } from '@nestjs/schedule';
import { Log } from '../../kernel/logging/log.js';
import { LoginFiguresRepository } from './login-figures.repository.js';

const EACH_MS = 60_000;

/** Counts what has lapsed. Harmless on several instances at once. */
@Injectable()
export class LoginFiguresJob {
  constructor(
    private readonly figures: LoginFiguresRepository,
    private readonly log: Log,
  ) {}

  @Interval(EACH_MS)
  async count(): Promise<void> {
    try {
      await this.figures.count();
    } catch (error) {
      this.log.warn('login.figures_failed', { error });
    }
  }
}
