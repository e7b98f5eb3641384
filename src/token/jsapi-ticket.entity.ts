import { Column, Entity, JoinColumn, OneToOne, type Relation } from 'typeorm';
import { Account } from '../accounts/account.entity.js';
import { AccountKeyColumn, CredentialColumns } from './credential-columns.js';

/** The ticket that signs JS-SDK pages (jsapi_ticket): one row an account, the value sealed. */
@Entity({ name: 'jsapi_ticket' })
export class JsapiTicket extends CredentialColumns {
  @AccountKeyColumn('jsapi_ticket')
  accountId: string;

  @OneToOne(() => Account, { onDelete: 'CASCADE' })
  @JoinColumn({ name: 'account_id', foreignKeyConstraintName: 'jsapi_ticket_account_fkey' })
  account?: Relation<Account>;

  @Column({ name: 'ticket', type: 'bytea', nullable: true })
  valueSealed: Buffer | null;
}
