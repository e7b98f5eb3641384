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
  scope_trailing_comma: z.boolean().describe('Write scope as in 2014: "snsapi_base,"'),
  json_content_type: z
    .boolean()
    .describe('Declare JSON as application/json; charset=utf-8, not as text/plain'),
  refresh_token: z
    .enum(['fixed', 'rotate', 'extend'])
    .describe(
      'What a refresh does to the refresh token: keeps it and its 30 days, replaces it, or renews its 30 days',
    ),
  snapshot_userinfo: z
    .enum(['virtual', 'refused'])
    .describe('What sns/userinfo tells of a snapshot visitor: a virtual profile, or 48001'),
});

export type Switches = z.infer<typeof switchesSchema>;

export const DEFAULT_SWITCHES: Switches = {
  connect_redirect_hop: true,
  denial: 'none',
  strict_state: true,
  state_required: false,
  must_follow: false,
  scope_trailing_comma: false,
  json_content_type: false,
  refresh_token: 'fixed',
  snapshot_userinfo: 'virtual',
};
