// What is asked of a list of users, and the best SQL that a hand would write for it: the same columns, the same rows.
const COLUMNS = `u.id, u.account_id, u.openid, (SELECT p.unionid FROM person p WHERE p.id = u.person_id) AS unionid,
  u.nickname, u.avatar_url, u.sex, u.language, u.city, u.province, u.country, u.subscribed, u.subscribed_at,
  u.unsubscribed_at, u.subscribe_scene, u.granted_scope, u.first_seen_at, u.last_login_at, u.login_count`;
const LIMIT = 50;

/** `$1` is the account; what follows are `values`. */
const select = (where, order, limit = LIMIT + 1) =>
  `SELECT ${COLUMNS} FROM wechat_user u WHERE u.account_id = $1 ${where} ORDER BY ${order} LIMIT ${limit}`;
const NEWEST = 'u.first_seen_at DESC, u.id DESC';
const contains = (where = '') => `AND strpos(folded_nickname(u.nickname), folded_nickname($2)) > 0 ${where}`;
const bearers = `AND u.id = ANY(ARRAY(SELECT n.user_id FROM user_nickname n
  WHERE nickname_grams(n.folded) @> sought_grams(folded_nickname($2))))`;

/**
 * Each case: the query string, and one or more statements of which the fastest counts.
 * @param known what was found out of the data: a place deep in the list, somebody's openid and unionid, nicknames
 */
export function casesOf(known) {
  const search = (what, q) => ({
    what,
    query: { q },
    best: [
      { text: select(contains(), NEWEST), values: [q] },
      { text: select(bearers, NEWEST), values: [q] },
      { text: select(`${bearers} ${contains()}`, NEWEST), values: [q] },
    ],
  });
  return [
    { what: 'first page', query: {}, best: [{ text: select('', NEWEST), values: [] }] },
    {
      what: 'page 10,000',
      deep: true,
      query: { cursor: known.deepCursor },
      best: [
        {
          text: select('AND (u.first_seen_at, u.id) < ($2::timestamptz, $3::bigint)', NEWEST),
          values: [known.deep.at, known.deep.id],
        },
      ],
    },
    {
      what: 'by last sign-in',
      query: { sort: '-last_login_at' },
      best: [
        {
          text: select('AND u.last_login_at IS NOT NULL', 'u.last_login_at DESC, u.id DESC'),
          values: [],
        },
      ],
    },
    {
      what: 'first seen first',
      query: { sort: 'first_seen_at' },
      best: [{ text: select('', 'u.first_seen_at, u.id'), values: [] }],
    },
    {
      what: 'followers',
      query: { subscribed: 'true' },
      best: [{ text: select('AND u.subscribed', NEWEST), values: [] }],
    },
    {
      what: 'who left',
      query: { subscribed: 'false' },
      best: [{ text: select('AND u.subscribed = false', NEWEST), values: [] }],
    },
    {
      what: 'with a profile',
      query: { scope: 'snsapi_userinfo' },
      best: [{ text: select(`AND u.granted_scope = 'snsapi_userinfo'`, NEWEST), values: [] }],
    },
    {
      what: 'left, by last sign-in',
      query: { subscribed: 'false', sort: '-last_login_at' },
      best: [
        {
          text: select(
            'AND u.subscribed = false AND u.last_login_at IS NOT NULL',
            'u.last_login_at DESC, u.id DESC',
          ),
          values: [],
        },
      ],
    },
    {
      what: 'a week of sign-ins',
      query: { since: '2026-03-01T00:00:00Z', until: '2026-03-08T00:00:00Z', sort: '-last_login_at' },
      best: [
        {
          text: select(
            'AND u.last_login_at >= $2::timestamptz AND u.last_login_at < $3::timestamptz',
            'u.last_login_at DESC, u.id DESC',
          ),
          values: ['2026-03-01T00:00:00Z', '2026-03-08T00:00:00Z'],
        },
      ],
    },
    search('1 character', known.one),
    search('2 characters, common', known.common),
    search('2 characters, some', known.some),
    search('2 characters, rare', known.rare),
    search('2 characters, nobody', '龘靐'),
    search('4 characters', known.four),
    {
      what: '2 characters, who left',
      query: { q: known.common, subscribed: 'false' },
      best: [
        { text: select(contains('AND u.subscribed = false'), NEWEST), values: [known.common] },
        { text: select(`${bearers} AND u.subscribed = false`, NEWEST), values: [known.common] },
      ],
    },
    {
      what: 'by openid',
      lookup: true,
      query: { q: known.openid },
      best: [{ text: select('AND u.openid = $2', NEWEST), values: [known.openid] }],
    },
    {
      what: 'by unionid',
      lookup: true,
      query: { q: known.unionid },
      best: [
        {
          text: select(
            `AND u.person_id = (SELECT id FROM person WHERE open_platform = 'default' AND unionid = $2)`,
            NEWEST,
          ),
          values: [known.unionid],
        },
      ],
    },
  ].map((each) => ({ limit: LIMIT, ...each }));
}
