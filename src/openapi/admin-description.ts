/** What stands above the console's operations. */
export const ADMIN_DESCRIPTION = `What the console at \`/admin\` asks. It may change with the console: programs of others use \`/openapi.json\` and a key.

- **Session**: a cookie, set by \`logIn\`; 30 minutes from the last use, 12 hours at most. What a page asks by itself, and not because somebody clicked, carries \`Lingpai-Background: 1\` and does not keep the session alive.
- **From our pages only**: whatever changes something must come from a page of this server (\`Origin\`, \`Sec-Fetch-Site\`) and as JSON. No \`GET\` changes anything.
- **Roles**: \`x-roles\` names who may; \`x-confirmed\` what asks for password or code given within five minutes (\`operator.confirmation_required\`, then \`confirmPresence\`); \`x-audit\` under which name the record keeps it.
- **Errors** are \`application/problem+json\` (RFC 9457).`;

/** The headings, in the order in which they are shown. */
export const ADMIN_TAGS: readonly { readonly name: string; readonly description: string }[] = [
  { name: 'Session', description: 'The first operator, signing in and out, one’s own password and codes.' },
  { name: 'Overview', description: 'The server at a glance: sign-ins, follows, what failed and why.' },
  {
    name: 'Accounts',
    description: 'Official accounts and website apps, and what WeChat’s console must know of them.',
  },
  { name: 'Token health', description: 'Whether the global tokens live, who broke them, and what to do.' },
  { name: 'Callers', description: 'Backends with API keys: made, rolled, revoked.' },
  { name: 'Users', description: 'Who authorized or follows: lists, one user whole, export, erasure.' },
  { name: 'Follower sync', description: 'Reading an account’s whole list of followers, in the background.' },
  { name: 'Replies', description: 'What an account answers by itself.' },
  { name: 'Audit', description: 'Who did what, in a record that only grows.' },
  { name: 'Operators', description: 'Who may sign in to the console, and what their role may do.' },
];
