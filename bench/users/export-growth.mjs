// A process of its own, so that its memory is its own: writes all users as CSV to nowhere, or does the same by hand.
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'csv-stringify/sync';
import { Client } from 'pg';
import Cursor from 'pg-cursor';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const built = (name) => import(path.join(root, 'dist/src', name));
const { DATABASE_URL, ROWS, HOW } = process.env;
const wanted = Number(ROWS);
let done = 0;
let bytes = 0;
let peak = 0;
const WARM_UP = 100_000;
const begin = () => {
  bytes = 0;
  peak = 0;
  return process.memoryUsage().rss;
};
const noted = (text) => {
  bytes += Buffer.byteLength(text);
  peak = Math.max(peak, process.memoryUsage().rss);
};

async function ours() {
  // As the server does when it starts.
  (await built('keep-heap-small.js')).letYoungGenerationGrow();
  const { DataSource } = await import('typeorm');
  const { dataSourceOptions } = await built('database/connection.js');
  const { Sql } = await built('database/sql.js');
  const { NicknameSearch } = await built('users/nickname-search.js');
  const { NicknameStatistics } = await built('users/nickname-statistics.js');
  const { SystemClock } = await built('kernel/clock/system-clock.js');
  const { UserList } = await built('users/user-list.js');
  const { userCsv } = await built('users/user-csv.js');
  const options = { poolSize: 2, entities: [], migrations: [], applicationName: 'bench' };
  const dataSource = await new DataSource(dataSourceOptions(DATABASE_URL, options)).initialize();
  const sql = new Sql(dataSource);
  const [account] = await sql.rows('SELECT id, key FROM account WHERE key = $1', ['main']);
  const list = new UserList(sql, null, new NicknameSearch(new NicknameStatistics(sql, new SystemClock())));
  async function* first(most) {
    let rows = 0;
    for await (const users of list.stream(account, {})) {
      yield users;
      rows += users.length;
      done = rows;
      if (rows >= most) return;
    }
  }
  const atStart = process.memoryUsage().rss;
  // What a process that has just started still grows by is told apart.
  for await (const text of userCsv(first(WARM_UP))) noted(text);
  const before = begin();
  const startedAt = performance.now();
  for await (const text of userCsv(first(wanted))) noted(text);
  return { atStart, before, seconds: (performance.now() - startedAt) / 1000 };
}

async function byHand() {
  const client = new Client({ connectionString: DATABASE_URL });
  await client.connect();
  const { rows: accounts } = await client.query(`SELECT id, key FROM account WHERE key = 'main'`);
  // No warm-up here: both figures are the same.
  const before = begin();
  const startedAt = performance.now();
  const cursor = client.query(
    new Cursor(
      `SELECT 'main' AS account, u.openid, p.unionid, u.nickname, u.avatar_url, u.sex, u.country, u.province, u.city,
         u.subscribed, to_char(u.subscribed_at + interval '8 hours', 'YYYY-MM-DD HH24:MI:SS') AS a, u.subscribed_at::text AS b,
         u.granted_scope, to_char(u.first_seen_at + interval '8 hours', 'YYYY-MM-DD HH24:MI:SS') AS c, u.first_seen_at::text AS d,
         to_char(u.last_login_at + interval '8 hours', 'YYYY-MM-DD HH24:MI:SS') AS e, u.last_login_at::text AS f, u.login_count
       FROM wechat_user u LEFT JOIN person p ON p.id = u.person_id WHERE u.account_id = $1
       ORDER BY u.first_seen_at DESC, u.id DESC LIMIT $2`,
      [accounts[0].id, wanted],
      { rowMode: 'array' },
    ),
  );
  for (;;) {
    const rows = await cursor.read(1_000);
    if (rows.length === 0) break;
    done += rows.length;
    noted(stringify(rows, { record_delimiter: 'windows', escape_formulas: true }));
  }
  return { atStart: before, before, seconds: (performance.now() - startedAt) / 1000 };
}

const { atStart, before, seconds } = await (HOW === 'by-hand' ? byHand() : ours());
const megabytes = (size) => size / 1024 / 1024;
process.send(
  {
    done,
    bytes,
    seconds,
    growthMegabytes: megabytes(peak - before),
    sinceStartMegabytes: megabytes(peak - atStart),
  },
  () => process.exit(0),
);
