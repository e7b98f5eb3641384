import { Injectable } from '@nestjs/common';
import { Sql } from '../database/sql.js';
import { sha256 } from '../kernel/crypto/digest.js';
import { Log } from '../kernel/logging/log.js';

/** A text that stands before a tap that asks for data. */
export interface Notice {
  /** What the data is wanted for, in one word, such as `profile`. */
  readonly purpose: string;
  readonly language: string;
  /** The text as it is shown, without markup. */
  readonly body: string;
}

/** How versions look. */
export const NOTICE_VERSION = /^[0-9a-f]{16}$/;

const LINE_BREAK = '\n';

/** The texts that visitors read before they agree: each version is kept once, and a consent names the one that was read. */
@Injectable()
export class ConsentNotices {
  /** Text → version, of those that the database has. There are as many as there are pages that ask, times two languages. */
  private readonly kept = new Map<string, string>();
  /** Version → its writing, while that is under way. */
  private readonly writing = new Map<string, Promise<void>>();

  constructor(
    private readonly sql: Sql,
    private readonly log: Log,
  ) {}

  /** The version of a text that is about to be shown. The first time it is written down, which nobody waits for. */
  shown(notice: Notice): string {
    const whole = [notice.purpose, notice.language, notice.body].join(LINE_BREAK);
    const known = this.kept.get(whole);
    if (known) return known;
    const version = sha256(whole).toString('hex').slice(0, 16);
    if (!this.writing.has(version)) {
      const written = this.keep(version, notice, whole).finally(() => this.writing.delete(version));
      this.writing.set(version, written);
    }
    return version;
  }

  /** That a login was begun by a tap below this text; one that is quicker than the writing of the text waits for it. */
  async read(state: string, version: string): Promise<void> {
    await this.writing.get(version);
    await this.sql.change('UPDATE login_attempt SET notice = $2 WHERE state_hash = $1', [
      sha256(state),
      version,
    ]);
  }

  private async keep(version: string, { purpose, language, body }: Notice, whole: string): Promise<void> {
    try {
      await this.sql.change(
        `INSERT INTO consent_text (version, purpose, language, body) VALUES ($1, $2, $3, $4) ON CONFLICT DO NOTHING`,
        [version, purpose, language, body],
      );
      this.kept.set(whole, version);
    } catch (error) {
      this.log.warn('privacy.notice_not_kept', { error });
    }
  }
}
