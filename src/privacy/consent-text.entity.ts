import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A text that was shown before somebody was asked for their profile; its version is the digest of what it says. */
@Entity({ name: 'consent_text' })
export class ConsentText {
  @PrimaryColumn({ name: 'version', type: 'text', primaryKeyConstraintName: 'consent_text_pkey' })
  version: string;

  /** What the data is wanted for, in one word, such as `profile`. */
  @Column({ name: 'purpose', type: 'text' })
  purpose: string;

  @Column({ name: 'language', type: 'text' })
  language: string;

  /** The text, as it was shown. */
  @Column({ name: 'body', type: 'text' })
  body: string;

  @Column({ name: 'first_shown_at', type: 'timestamptz', default: () => 'now()' })
  firstShownAt: Date;
}
