import { Check, Column, Entity, JoinColumn, ManyToOne, PrimaryColumn, type Relation, Unique } from 'typeorm';

/** `service` (服务号) authorizes visitors; `subscription` (订阅号) cannot; `website` (网站应用) does by QR on a PC. */
export type AccountKind = 'service' | 'subscription' | 'website';

/** `stable`: `/cgi-bin/stable_token`, the same token for everybody who asks; `classic`: `/cgi-bin/token`, each call supersedes. */
export type TokenMode = 'stable' | 'classic';

/** In clear (明文), in clear with a cipher beside it (兼容), the cipher alone (安全). */
export type PushMode = 'plain' | 'compat' | 'safe';

/** An official account or a website app, known here by its key and to WeChat by its appid. */
@Entity({ name: 'account' })
@Unique('account_key_key', ['key'])
@Unique('account_app_id_key', ['appId'])
@Check('account_kind_check', `kind IN ('service', 'subscription', 'website')`)
@Check('account_push_mode_check', `push_mode IN ('plain', 'compat', 'safe')`)
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

  /** How pushes come; what a request says of itself counts for nothing. */
  @Column({ name: 'push_mode', type: 'text', default: 'plain' })
  pushMode: PushMode;

  /** The push token, sealed to this row; null: no pushes are taken. */
  @Column({ name: 'push_token_sealed', type: 'bytea', nullable: true })
  pushTokenSealed: Buffer | null;

  /** The EncodingAESKey, sealed to this row. */
  @Column({ name: 'push_aes_key_sealed', type: 'bytea', nullable: true })
  pushAesKeySealed: Buffer | null;

  /** The EncodingAESKey before it, still honoured while WeChat changes over. */
  @Column({ name: 'push_previous_aes_key_sealed', type: 'bytea', nullable: true })
  pushPreviousAesKeySealed: Buffer | null;

  /** 原始 ID, `gh_…`: to whom its pushes are addressed; null until told or learnt from the first of them. */
  @Column({ name: 'original_id', type: 'text', nullable: true })
  originalId: string | null;

  /** The account whose authorization its login links borrow (借用授权); null: its own, where it can authorize. */
  @Column({ name: 'login_account_id', type: 'uuid', nullable: true })
  loginAccountId: string | null;

  @ManyToOne(() => Account, { onDelete: 'SET NULL' })
  @JoinColumn({ name: 'login_account_id', foreignKeyConstraintName: 'account_login_account_fkey' })
  loginAccount?: Relation<Account> | null;

  @Column({ name: 'created_at', type: 'timestamptz', default: () => 'now()' })
  createdAt: Date;

  @Column({ name: 'updated_at', type: 'timestamptz', default: () => 'now()' })
  updatedAt: Date;
}
