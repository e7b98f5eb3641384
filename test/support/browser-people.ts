import type { Page } from 'playwright-core';
import type { Scene } from './browser-stage.js';

/** Nicknames as strangers write them: whatever a page, a browser or a spreadsheet could take for more than text. */
export const HOSTILE_NICKNAMES: readonly string[] = [
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '"><svg onload=alert(1)>',
  `' onmouseover='alert(1)`,
  '<iframe srcdoc="<script>parent.alert(1)</script>">',
  '<a href="javascript:alert(1)">小明</a>',
  'javascript:alert(document.cookie)',
  '</title></script><script>alert(1)</script>',
  '{{constructor.constructor("alert(1)")()}}',
  '${alert(1)}',
  '<style>*{display:none}</style>',
  '<base href="https://evil.example/">',
  '<meta http-equiv=refresh content="0;url=https://evil.example/">',
  '&lt;b&gt;已经转义&lt;/b&gt;',
  '=HYPERLINK("https://evil.example","点我")',
  "+1+cmd|' /C calc'!A0",
  '-2+3',
  '@SUM(1,2)',
  '\u202Egnp.exe',
  '\u2066左\u2069右',
  '👨‍👩‍👧‍👦🏳️‍🌈',
  'Z̸̢a̷l̴g̶o̵'.repeat(3),
  'ﷺ﷽'.repeat(8),
  '很长的名字'.repeat(24),
  'W'.repeat(120),
  '逗号,引号"和\r\n换行',
  '  前后有空格  ',
  '__proto__',
  'null',
];

/** Puts users of these nicknames under the account `main`, the last one seen first; answers their openids. */
export async function putPeople(scene: Scene, nicknames: readonly (string | null)[]): Promise<string[]> {
  const rows = await scene.app.rows<{ openid: string }>(
    `INSERT INTO wechat_user (account_id, openid, nickname, subscribed, granted_scope, first_seen_at)
     SELECT (SELECT id FROM account WHERE key = 'main'), 'oTest_' || lpad(nth::text, 22, '0'), nickname,
       nth % 2 = 0, CASE WHEN nickname IS NULL THEN 'snsapi_base' ELSE 'snsapi_userinfo' END,
       now() - nth * interval '1 hour'
     FROM unnest($1::text[]) WITH ORDINALITY AS given (nickname, nth) RETURNING openid`,
    [nicknames],
  );
  return rows.map(({ openid }) => openid);
}

/** Chooses in one of the console's selections. */
export async function choose(page: Page, selection: string, option: string): Promise<void> {
  await page.getByRole('combobox', { name: selection, exact: true }).click();
  await page.locator(`.ant-select-item-option[title="${option}"]`).click();
}

/** The names in the console's list of users, from top to bottom. */
export function namesIn(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(
    `[...document.querySelectorAll('tbody [data-user] .users-name')].map((name) => name.textContent)`,
  );
}

/** Waits until the list begins with this name. */
export async function beginsWith(page: Page, name: string): Promise<void> {
  await page.locator('tbody tr:first-child .users-name').getByText(name, { exact: true }).waitFor();
}
