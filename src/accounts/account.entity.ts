import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** `service` (服务号) authorizes visitors; `subscription` (订阅号) cannot; `website` (网站应用) does by QR on a PC. */
export type AccountKind = 'service' | 'subscription' | 'website';

/** `stable`: `/cgi-bin/stable_token`, the same token for everybody who asks; `classic`: `/cgi-bin/token`, each call supersedes. */
export type TokenMode = 'stable' | 'classic';

/** An official account or a website app, known here by its key and to WeChat by its appid. */
@Entity({ name: 'account' })
@Unique('account_key_key', ['key'])
@Unique('account_app_id_key', ['appId'])
@Check('account_kind_check', `kind IN ('service', 'subscription', 'website')`)
@Check('account_token_mode_check', `token_mode IN ('stable', 'classic')`)
export class Account {
  @PrimaryColumn({
    name: 'id',
    type: 'uuid',
    generated: 'uuid',
    primaryKeyConstraintName: 'account_pkey',
  })
  id: string;

  @Column({ name: 'key', type: 'text' })
  key: string;

  @Column({ name: 'app_id', type: 'text' })
  appId: string;

  @Column({ name: 'kind', type: 'text' })
  kind: AccountKind;

  /** What visitors call it. */
  @Column({ name: 'name', type: 'text' })
  name: string;

  /** The AppSecret, sealed to this row. */
  @Column({ name: 'secret_sealed', type: 'bytea' })
  secretSealed: Buffer;

  /** Accounts bound to one Open Platform account (开放平台) share unionids; accounts of two do not. */
  @Column({ name: 'open_platform', type: 'text', default: 'default' })
  openPlatform: string;

  /** `MP_verify_….txt`, by which WeChat checks who owns the domain. */
  @Column({ name: 'verify_file_name', type: 'text', nullable: true })
  verifyFileName: string | null;

  @Column({ name: 'verify_file_body', type: 'bytea', nullable: true })
  verifyFileBody: Buffer | null;

  @Column({ name: 'token_mode', type: 'text', default: 'stable' })
  tokenMode: TokenMode;

  /** Hosts whose pages may use the JS-SDK (JS接口安全域名), beside our own. */
  @Column({ name: 'js_domains', type: 'text', array: true, default: () => `'{}'` })
  jsDomains: string[];

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
