import type { Holding } from './holding.js';

const OF_USER = 't.user_id = who.user_id';
const WITH_THE_USER = 'as long as the user';

/**
 * The attempts that opened the user's sessions, found by when they lapse: a session is opened within the attempt's ten
 * minutes, give or take some. An index of their own would cost every login four index entries, since its row could no
 * longer be updated in place (HOT); this looks at twenty minutes of logins for each session, and never at a day of them.
 */
const LOGINS_OF_USER = `t.state_hash = ANY (ARRAY(
  SELECT near.state_hash FROM session s CROSS JOIN LATERAL (
    SELECT a.state_hash, a.session_hash FROM login_attempt a
    WHERE a.expires_at BETWEEN s.created_at - interval '5 minutes' AND s.created_at + interval '15 minutes' OFFSET 0) near
  WHERE s.user_id = who.user_id AND near.session_hash = s.id_hash))`;

/**
 * Everything that is held on visitors and followers: the one list of it. Erasure goes through it from top to bottom, the
 * export shows it, the inventory (docs/data-inventory.md) is made of it, and a test compares it with the database, table
 * by table and column by column. Whoever adds a table with something on a person adds it here.
 */
export const HOLDINGS: readonly Holding[] = [
  {
    table: 'push_inbox',
    about: 'Messages and events that WeChat pushed to us',
    purpose: 'to give each push its effect once',
    found: `t.account_id = who.account_id AND t.person_mark = ANY(who.marks)`,
    erased: {
      how: 'blanked',
      set: `person_mark = NULL, payload_sealed = NULL, answer_sealed = NULL, state = 'done',
        ended_at = COALESCE(t.ended_at, now())`,
    },
    shown: columns('kind state received_at ended_at'),
    held: columns(`id account_id dedupe_key query_digest body_digest person_mark urgent payload_sealed
      answer_sealed tries failure due_at lease_fence`),
    kept: 'the content until it has had its effect, the rest some days longer, so that a repetition is recognised',
  },
  {
    table: 'login_link',
    about: 'Links that were made for them, or that they opened, to join their openids at two accounts',
    purpose: 'to join the openids of whoever opens the link',
    found: `(t.account_id = who.account_id AND t.openid = who.openid
      OR t.at_account_id = who.account_id AND t.visitor_openid = who.openid)`,
    erased: { how: 'deleted' },
    shown: columns('created_at expires_at consumed_at return_to outcome'),
    held: columns('id token_hash account_id openid at_account_id visitor_openid'),
    kept: 'a day after it lapsed; ninety days where somebody used it',
    openids: [
      { account: 'account_id', column: 'openid', since: 'created_at' },
      { account: 'at_account_id', column: 'visitor_openid', since: 'created_at' },
    ],
  },
  {
    table: 'linked_openid',
    about: 'Their openids at two accounts that are the same person',
    purpose: 'to know a follower of one account as a visitor of another',
    found: `(t.account_id = who.account_id AND t.openid = who.openid
      OR t.other_account_id = who.account_id AND t.other_openid = who.openid)`,
    erased: { how: 'deleted' },
    shown: columns('openid other_openid source linked_at'),
    also: {
      account: '(SELECT a.key FROM account a WHERE a.id = t.account_id)',
      other_account: '(SELECT a.key FROM account a WHERE a.id = t.other_account_id)',
    },
    held: columns('id account_id other_account_id link_id'),
    acrossAccounts: true,
    kept: 'as long as both users',
    openids: [
      { account: 'account_id', column: 'openid', since: 'linked_at' },
      { account: 'other_account_id', column: 'other_openid', since: 'linked_at' },
    ],
  },
  {
    table: 'following_event',
    about: 'When they began and ceased to follow the account',
    purpose: 'to know since when somebody follows',
    found: OF_USER,
    erased: { how: 'deleted' },
    shown: columns('at kind source scene'),
    held: columns('id user_id'),
    kept: WITH_THE_USER,
  },
  {
    table: 'consent',
    about: 'What they agreed to, when, and after reading which text',
    purpose: 'to be able to show that somebody agreed',
    found: OF_USER,
    erased: { how: 'deleted' },
    shown: columns('scope text_version at withdrawn_at'),
    also: {
      text_shown: '(SELECT c.body FROM consent_text c WHERE c.version = t.text_version)',
      language: '(SELECT c.language FROM consent_text c WHERE c.version = t.text_version)',
    },
    held: columns('id user_id'),
    kept: WITH_THE_USER,
  },
  {
    table: 'login_attempt',
    about: 'Logins that led to a session',
    purpose: 'to find the way back from WeChat',
    found: LOGINS_OF_USER,
    erased: { how: 'deleted' },
    shown: columns('scope return_to status notice created_at finished_at'),
    held: columns(`state_hash account_id browser_hash restarts failure session_hash expires_at claimed_at
      link_hash`),
    kept: 'a day after it lapsed, which is ten minutes after it began',
  },
  {
    table: 'session',
    about: 'Browsers in which they are signed in',
    purpose: 'to know a visitor again from page to page',
    found: OF_USER,
    erased: { how: 'deleted' },
    shown: columns('scope created_at seen_at expires_at'),
    held: columns('id_hash account_id user_id'),
    kept: '7 days after the last visit, 30 after the login',
  },
  {
    table: 'user_token',
    about: 'Their authorization at WeChat',
    purpose: 'to read their profile while they allow it',
    found: OF_USER,
    erased: { how: 'deleted' },
    shown: columns('scope state fetched_at expires_at refresh_expires_at'),
    held: columns('user_id tokens_sealed version lease_until lease_fence'),
    kept: '30 days after the authorization, and as long again as RETENTION_DAYS says',
  },
  {
    table: 'user_nickname',
    about: 'Their nickname once more, as it is searched',
    purpose: 'to find a user by part of the nickname',
    found: OF_USER,
    erased: { how: 'deleted' },
    shown: columns('folded'),
    held: columns('user_id'),
    kept: 'as long as the nickname',
  },
  {
    table: 'wechat_user',
    about: 'Who they are to the account',
    purpose: 'to know a visitor or follower again',
    found: 't.account_id = who.account_id AND t.openid = who.openid',
    erased: { how: 'deleted' },
    shown: columns(`openid granted_scope subscribed subscribed_at unsubscribed_at subscribe_scene qr_scene
      remark tag_ids listed_at nickname avatar_url sex language city province country
      provenance first_seen_at last_login_at login_count updated_at`),
    held: columns('id account_id person_id following_at'),
    kept: 'until erased; with RETENTION_DAYS users=…, so long after the last sign of life of somebody who does not follow',
    openids: [{ account: 'account_id', column: 'openid', since: 'first_seen_at' }],
  },
  {
    table: 'person',
    about: 'Their unionid, by which their openids at several accounts are one person',
    purpose: 'to know somebody again at another account of the same owner',
    found: 't.id = who.person_id',
    erased: { how: 'deleted', unless: 'EXISTS (SELECT FROM wechat_user u WHERE u.person_id = t.id)' },
    shown: columns('unionid open_platform created_at'),
    held: columns('id'),
    kept: 'as long as one of their openids',
  },
];

function columns(names: string): readonly string[] {
  return names.split(/\s+/);
}
