import type { HeldCredential } from './credential.js';
import { tokenView } from './token.schemas.js';
import { etagOf, writeToken } from './written-token.js';

const held = (given: Partial<HeldCredential> = {}): HeldCredential => ({
  accountId: '11111111-1111-4111-8111-111111111111',
  value: '83_abc',
  version: 12,
  fetchedAt: new Date('2026-11-22T12:00:00Z'),
  expiresAt: new Date('2026-11-22T14:00:00Z'),
  refreshAfter: new Date('2026-11-22T13:55:00Z'),
  livesUntilMs: 7_200_000,
  ...given,
});

it('is the JSON of the contract', () => {
  const view: unknown = JSON.parse(writeToken(held(), 1_000));
  expect(view).toEqual({
    access_token: '83_abc',
    expires_in: 7_199,
    expires_at: '2026-11-22T14:00:00.000Z',
    fetched_at: '2026-11-22T12:00:00.000Z',
    refresh_after: '2026-11-22T13:55:00.000Z',
    version: 12,
  });
  expect(tokenView.parse(view)).toEqual(view);
});

it('counts what is left down to whole seconds, each time anew', () => {
  const token = held();
  const left = (nowMs: number): unknown =>
    (JSON.parse(writeToken(token, nowMs)) as { expires_in: number }).expires_in;
  expect([0, 1, 999.5, 1_000, 1_001, 7_199_001].map(left)).toEqual([7_200, 7_199, 7_199, 7_199, 7_198, 0]);
});

it('keeps whatever characters a token has', () => {
  const value = `!"\\~${'x'.repeat(600)}`;
  expect(JSON.parse(writeToken(held({ value }), 0))).toMatchObject({ access_token: value });
});

it('has its version as a weak entity tag', () => {
  expect(etagOf(held())).toBe('W/"12"');
  expect(etagOf(held({ version: 13 }))).toBe('W/"13"');
});

it('mixes no two tokens up', () => {
  const [one, two] = [held(), held({ value: '83_def', version: 13 })];
  for (const token of [one, two, one, two])
    expect(JSON.parse(writeToken(token, 0))).toMatchObject({
      access_token: token.value,
      version: token.version,
    });
});
