/** What stands above the operations. */
export const API_DESCRIPTION = `The REST API for callers: backends that hold an API key.

- **Global token**: the account-wide \`access_token\` for \`cgi-bin/*\`, one per account, fetched and renewed here and nowhere else. Ask for it right before each call to WeChat; when WeChat refuses it (40001, 40014, 42001), report it and use the one that comes back.
- **Keys**: \`Authorization: Bearer lp_…\`, never in an address. \`npx lingpai api-key create\` makes one.
- **Accounts** are named by their key, such as \`main\`.
- **Times** are RFC 3339 in UTC.
- **Limits**: a key may call so often a minute (\`API_RATE_LIMIT\`); \`RateLimit\` in each answer says what is left, but for the token and the ticket, which may be read at will.
- **Sending again**: POSTs that do something take an \`Idempotency-Key\`; the same key and body within 24 hours do it once.
- **Errors** are \`application/problem+json\` (RFC 9457): programs read \`code\`, people read \`detail\`, and \`request_id\` finds the line in the server’s log. Unknown parameters and fields are refused by name.
- Answers may gain fields; none is renamed or dropped.`;

/** The headings, in the order in which they are shown. */
export const API_TAGS: readonly { readonly name: string; readonly description: string }[] = [
  {
    name: 'Global token',
    description: 'The account-wide token (全局 access_token, 中控服务器): read it, and say when it is dead.',
  },
  {
    name: 'Followers',
    description: 'Reading an account’s whole list of followers (粉丝同步), in the background.',
  },
  {
    name: 'Users',
    description:
      'Who authorized or follows: lists that go on at any depth, one user whole, a person across accounts.',
  },
  {
    name: 'JS-SDK',
    description: 'The ticket and the signature that a page needs for WeChat’s JS-SDK (`wx.config`).',
  },
  {
    name: 'Personal data',
    description: 'Everything held on one person: shown, and erased.',
  },
  {
    name: 'Linked openids',
    description:
      'One person’s openids at several accounts: joined by a single-use link (借用授权), or known by unionid.',
  },
  {
    name: 'Messages',
    description: 'What an account writes to people who turned to it (客服消息).',
  },
];
