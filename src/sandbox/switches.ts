import { z } from 'zod';

/** Where sources disagree about WeChat, or behaviour varies: each is a choice, the default is the likeliest. */
export const switchesSchema = z.strictObject({
  connect_redirect_hop: z
    .boolean()
    .describe(
      'Answer an authorize link that lacks connect_redirect=1 with a 301 to itself plus that parameter',
    ),
  denial: z
    .enum(['none', 'state-only'])
    .describe('What a refusal does: nothing at all, or a callback that carries the state and no code'),
  strict_state: z.boolean().describe('Refuse a state that is not [0-9A-Za-z], at most 128 of them'),
  state_required: z.boolean().describe('Refuse a link without state (page 10013)'),
  must_follow: z.boolean().describe('Test accounts let only their followers authorize (page 10006)'),
  authorizations_a_minute: z
    .int()
    .min(0)
    .max(1_000_000)
    .describe(
      'Links one person may open in a minute for one account; beyond them stands page 10009. 0: no limit',
    ),
  recent_consent_seconds: z
    .int()
    .min(0)
    .max(31_536_000)
    .describe(
      'How long who tapped 允许 for an account is not asked again there, unless forcePopup=true; 0: always asked',
    ),
  follower_entry: z
    .enum(['silent', 'asked'])
    .describe(
      'Whether a follower who comes from the chat or menu of the account is asked for snsapi_userinfo: silent as documented, or asked as one developer saw',
    ),
  runaway_logins: z
    .int()
    .min(0)
    .max(1_000_000)
    .describe(
      'Authorizations in a row, without a pause of three seconds, after which one visitor on one page counts as being in a loop: it is told, and the phone stops it. 0: not watched',
    ),
  runaway_calls_a_second: z
    .int()
    .min(0)
    .max(1_000_000)
    .describe('Calls of one program to one API within a real second beyond which it is told. 0: not watched'),
  runaway_refusals_a_second: z
    .int()
    .min(0)
    .max(1_000_000)
    .describe('The same of calls that were refused: a program that retries for ever. 0: not watched'),
  runaway_answer: z
    .enum(['none', 'refused'])
    .describe(
      'What calls beyond these two limits get: their usual answer, or 45011 until the second is over',
    ),
  scope_trailing_comma: z.boolean().describe('Write scope as in 2014: "snsapi_base,"'),
  json_content_type: z
    .boolean()
    .describe('Declare JSON as application/json; charset=utf-8, not as text/plain'),
  pretty_json: z
    .boolean()
    .describe('Write JSON over several lines, as WeChat never does: some programs cannot read it'),
  refresh_token: z
    .enum(['fixed', 'rotate', 'extend'])
    .describe(
      'What a refresh does to the refresh token: keeps it and its 30 days, replaces it, or renews its 30 days',
    ),
  snapshot_userinfo: z
    .enum(['virtual', 'refused'])
    .describe('What sns/userinfo tells of a snapshot visitor: a virtual profile, or 48001'),
  token_seconds: z
    .int()
    .min(1)
    .max(1_000_000)
    .describe('How long a new global token lives; of tickets likewise'),
  token_overlap_seconds: z
    .int()
    .min(0)
    .max(100_000)
    .describe('How long a superseded global token works on, and how early stable_token renews'),
  token_length: z.int().min(64).max(4096).describe('Characters of a new global token'),
  forced_beyond_quota: z
    .enum(['same', 'refused'])
    .describe('What force_refresh does the 21st time in a day: nothing, or 45009'),
  wrong_secret: z
    .enum(['40125', '40001'])
    .describe('What fetching a global token with a wrong AppSecret answers'),
  secret_reset: z
    .enum(['voids', 'keeps'])
    .describe('What a reset of the AppSecret does to the living global tokens'),
  repeated_ticket: z
    .enum(['same', 'new'])
    .describe('What getticket answers while a ticket lives: the same with the time left, or another one'),
  unionid_of_strangers: z.boolean().describe('user/info tells the unionid of people who do not follow'),
  user_info_profile: z
    .enum(['empty', 'absent', 'told'])
    .describe(
      'Nickname, sex, region and picture in user/info: empty as seen since 2022, absent as documented, or told as before 2021-12-27',
    ),
  last_page: z
    .enum(['last', 'empty'])
    .describe('next_openid of the last page of a list: its last openid as seen, or nothing'),
  blacklist_page: z
    .literal([1000, 10_000])
    .describe('Openids on a page of getblacklist: as documented today, or formerly'),
  video_media: z
    .enum(['url', 'file'])
    .describe('What media/get answers for a film: its address as documented, or its bytes as reported'),
  migration_source: z
    .enum(['appid', 'original_id'])
    .describe('What from_appid of changeopenid names: the appid as reported, or the gh_ id as documented'),
  push_format: z
    .enum(['xml', 'json'])
    .describe('What pushes are written in: XML as accounts get it, or JSON as mini programs may choose'),
  blacklisted_messages: z
    .enum(['withheld', 'pushed'])
    .describe('Whether an account is told what somebody writes whom it has shut out'),
  push_timeout_ms: z.int().min(1).max(60_000).describe('Real milliseconds an account has to answer a push'),
  push_attempts_unanswered: z
    .int()
    .min(1)
    .max(10)
    .describe('Deliveries in all of a push that gets no answer: three as seen, or four as documented'),
  push_attempts_wrong_status: z
    .int()
    .min(1)
    .max(10)
    .describe('Deliveries in all of a push that is answered with another status than 200'),
  push_failures_tolerated: z
    .int()
    .min(0)
    .max(1_000_000)
    .describe('Failed pushes in a row after which nothing is sent for a minute (MarkFail); 0: no limit'),
  template_result: z
    .enum(['success', 'failed:user block', 'failed: system failed'])
    .describe('What becomes of template messages'),
});

export type Switches = z.infer<typeof switchesSchema>;

export const DEFAULT_SWITCHES: Switches = {
  connect_redirect_hop: true,
  denial: 'none',
  strict_state: true,
  state_required: false,
  must_follow: false,
  authorizations_a_minute: 0,
  recent_consent_seconds: 0,
  follower_entry: 'silent',
  runaway_logins: 4,
  runaway_calls_a_second: 300,
  runaway_refusals_a_second: 20,
  runaway_answer: 'none',
  scope_trailing_comma: false,
  json_content_type: false,
  pretty_json: false,
  refresh_token: 'fixed',
  snapshot_userinfo: 'virtual',
  token_seconds: 7200,
  token_overlap_seconds: 300,
  token_length: 136,
  forced_beyond_quota: 'same',
  wrong_secret: '40125',
  secret_reset: 'voids',
  repeated_ticket: 'same',
  unionid_of_strangers: false,
  user_info_profile: 'empty',
  last_page: 'last',
  blacklist_page: 1000,
  video_media: 'url',
  migration_source: 'appid',
  push_format: 'xml',
  blacklisted_messages: 'withheld',
  push_timeout_ms: 5000,
  push_attempts_unanswered: 3,
  push_attempts_wrong_status: 4,
  push_failures_tolerated: 100,
  template_result: 'success',
};
