/** The tables that hold nothing on visitors or followers, with what they do hold; a test compares the two lists with the database. */
export const OTHER_TABLES: Readonly<Record<string, string>> = {
  account: 'Official accounts and website apps; their secrets are sealed.',
  api_key: 'Keys of callers, as digests, with the names that operators gave them.',
  api_key_use: 'How often each key was used, by day and scope.',
  audit_log:
    'What operators, callers, users of the command line and the program did. A person is named by the number of their row, which means nothing once that row is gone.',
  chore: 'Which work that one instance does for all is being done until when.',
  consent_text: 'The texts that visitors were shown before they were asked for their profile.',
  erasure:
    'Tombstones: keyed marks of erased openids, with the time and the cause. Without the key of SECRET_KEY and the openid itself they tell of nobody.',
  follower_sync: 'Runs that read the list of followers; where a run stands is sealed.',
  global_token: 'The accounts’ tokens at WeChat, sealed.',
  idempotency_key:
    'For a day, what was answered to requests that callers may send again, sealed; a refreshed profile may be among it.',
  jsapi_ticket: 'The accounts’ JS-SDK tickets, sealed.',
  login_figure: 'How many logins there were each day, and how they ended.',
  login_figures_mark: 'Until when logins have been counted.',
  migration: 'Which migrations have run.',
  operator: 'Operators of the console: names, digests of passwords.',
  operator_login_throttle:
    'How often somebody tried to sign in to the console, and for 30 days keyed marks of the addresses from which somebody did; no openids.',
  operator_recovery_code: 'Digests of operators’ recovery codes.',
  operator_session: 'Operators’ sessions, as digests.',
  operator_setup: 'The one-time way to the first operator, as a digest.',
  reply_rule: 'What an account answers to messages.',
  token_history: 'What happened to the tokens: events, and names of API keys.',
};
