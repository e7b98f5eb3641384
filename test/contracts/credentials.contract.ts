import type { CredentialKind } from '../../src/token/credential.js';
import { keepsCredentialRights } from './credential-rights.contract.js';
import { aNote, aPace, CredentialSteps, type CredentialsUnderTest } from './credential-steps.js';

/** What every keeper of global tokens and tickets promises: their values, the right to renew them, and their history. */
export function keepsCredentials(make: () => Promise<CredentialsUnderTest>): void {
  describe('values and history', () => keepsValues(make));
  describe('the right to renew', () => keepsCredentialRights(make));
}

function keepsValues(make: () => Promise<CredentialsUnderTest>): void {
  let steps: CredentialSteps;
  beforeEach(async () => {
    steps = new CredentialSteps(await make());
    await steps.held();
  });

  describe.each<CredentialKind>(['token', 'ticket'])('for a %s', (kind) => {
    beforeEach(async () => {
      steps = steps.on(kind);
      await steps.held();
    });

    it('an account has an empty row, without one there is none', async () => {
      expect(await steps.held()).toMatchObject({
        ...steps.token,
        accountKey: 'main',
        value: null,
        previous: null,
        previousWorks: false,
        version: 0,
        fetchedAt: null,
        expiresAt: null,
        livesMs: 0,
        due: false,
        leased: false,
        waitSeconds: 0,
        failures: 0,
        failure: null,
      });
      expect(await steps.rows.open({ kind, accountId: '99999999-9999-4999-8999-999999999999' })).toBeNull();
      expect((await steps.rows.states()).filter((state) => state.kind === kind)).toHaveLength(1);
    });

    it('a new value has the next version and lives as long as told', async () => {
      await steps.keep('V1');
      await steps.keep('V2', { lifeSeconds: 100, renewInSeconds: 60 });
      const { livesMs, fetchedAt, expiresAt, refreshAfter, ...opened } = await steps.held();
      expect(opened).toMatchObject({ value: 'V2', version: 2, due: false, leased: false });
      expect(livesMs).toBeGreaterThan(98_000);
      expect(livesMs).toBeLessThanOrEqual(100_000);
      expect(Math.abs(fetchedAt!.getTime() - steps.under.now().getTime())).toBeLessThan(2_000);
      expect(Math.round((expiresAt!.getTime() - fetchedAt!.getTime()) / 1000)).toBe(100);
      expect(Math.round((refreshAfter!.getTime() - fetchedAt!.getTime()) / 1000)).toBe(60);
      await steps.under.advance(61);
      expect((await steps.held()).due).toBe(true);
      await steps.under.advance(40);
      expect((await steps.held()).livesMs).toBeLessThanOrEqual(0);
    });

    it('the same value again keeps version, time of fetching and the one before', async () => {
      await steps.keep('V1');
      await steps.keep('V2');
      const before = await steps.held();
      await steps.under.advance(100);
      await steps.keep('V2', { same: true, lifeSeconds: 300, renewInSeconds: 200 });
      const after = await steps.held();
      expect(after).toMatchObject({ value: 'V2', version: 2, previous: before.previous });
      expect(after.expiresAt!.getTime() - steps.under.now().getTime()).toBeLessThanOrEqual(300_000);
      expect(Math.round((steps.under.now().getTime() - after.fetchedAt!.getTime()) / 1000)).toBe(100);
    });

    it('that nobody can open is dropped, and its version is not used again; one that opens is not', async () => {
      await steps.keep('V1');
      await steps.rows.discard(steps.token);
      expect(await steps.held()).toMatchObject({ value: 'V1', version: 1 });
      await steps.under.breakSeals();
      await expect(steps.held()).rejects.toMatchObject({ code: 'crypto.seal_broken' });
      await steps.rows.discard(steps.token);
      expect(await steps.held()).toMatchObject({ value: null, version: 1, livesMs: 0 });
      expect(await steps.claim('lapsed')).not.toBeNull();
      await steps.under.advance(6);
      await steps.keep('V2');
      expect(await steps.held()).toMatchObject({ value: 'V2', version: 2 });
    });

    it('600 characters come back as they went in', async () => {
      const long = `83_${'aB3-_'.repeat(120)}`.slice(0, 600);
      await steps.keep(long);
      expect((await steps.held()).value).toBe(long);
    });

    it('a success forgets the failures', async () => {
      await steps.fail(aPace());
      await steps.keep('V1');
      expect(await steps.held()).toMatchObject({
        failures: 0,
        failure: null,
        failureDetail: null,
        waitSeconds: 0,
      });
      expect((await steps.held()).failedSecret).toBeNull();
    });

    it('found dead, it has no life left; one that had ended already does not end later', async () => {
      await steps.keep('V1');
      await steps.fail(aPace(), { dead: true });
      expect(await steps.held()).toMatchObject({ value: 'V1', version: 1 });
      expect((await steps.held()).livesMs).toBeLessThanOrEqual(0);
      const { expiresAt } = await steps.held();
      await steps.under.advance(50);
      await steps.fail(aPace(), { dead: true });
      expect((await steps.held()).livesMs).toBeLessThan(-48_000);
      expect((await steps.held()).expiresAt!.getTime()).toBeLessThanOrEqual(expiresAt!.getTime());
    });

    it('what is noted aside is noted once a minute: the same event, of the same cause and version', async () => {
      await steps.keep('V1');
      const late = aNote({ event: 'late_report', cause: 'late_caller', version: 7 });
      const notes = [late, late, { ...late, cause: 'foreign_token' as const }, { ...late, version: 8 }, late];
      for (const note of notes) await steps.rows.note(steps.token, note);
      const since = async () =>
        (await steps.under.history()).slice(1).map(({ cause, version }) => [cause, version]);
      expect(await since()).toEqual([
        ['late_caller', 7],
        ['foreign_token', 7],
        ['late_caller', 8],
      ]);
      await steps.under.advance(61);
      await steps.rows.note(steps.token, late);
      expect(await since()).toHaveLength(4);
    });

    it('without a version a note tells of the present one', async () => {
      await steps.keep('V1');
      await steps.rows.note(steps.token, aNote({ event: 'late_report', cause: 'foreign_token' }));
      await steps.rows.note(steps.token, aNote({ event: 'late_report', cause: 'foreign_token' }));
      expect((await steps.under.history()).slice(1)).toMatchObject([{ version: 1, cause: 'foreign_token' }]);
    });

    it('an answer of our own that came late is known until the next value', async () => {
      await steps.keep('V1');
      expect(await steps.rows.hadLateAnswer(steps.token)).toBe(false);
      await steps.under.advance(1);
      await steps.rows.note(steps.token, aNote({ event: 'fenced_off' }));
      expect(await steps.rows.hadLateAnswer(steps.token)).toBe(true);
      await steps.under.advance(1);
      await steps.keep('V2');
      expect(await steps.rows.hadLateAnswer(steps.token)).toBe(false);
    });

    it('a value that was ours is known by its version, one that was not is not', async () => {
      await steps.keep('V1');
      await steps.keep('V2');
      await steps.rows.note(
        steps.token,
        aNote({ event: 'fenced_off', fingerprint: steps.rows.fingerprintOf('V3') }),
      );
      const versions = await Promise.all(
        ['V1', 'V2', 'V3', 'V4'].map((value) => steps.rows.versionOf(steps.token, value)),
      );
      expect(versions).toEqual([1, 2, null, null]);
      expect(await steps.rows.versionOf({ kind, accountId: steps.under.accounts[1] }, 'V1')).toBeNull();
      const otherKind = kind === 'token' ? 'ticket' : 'token';
      expect(await steps.rows.versionOf({ ...steps.token, kind: otherKind }, 'V1')).toBeNull();
    });

    it('also after SECRET_KEY has got another key', async () => {
      await steps.keep('V1');
      expect(await steps.under.rotated.versionOf(steps.token, 'V1')).toBe(1);
      expect((await steps.under.rotated.open(steps.token))!.value).toBe('V1');
      expect(steps.under.rotated.fingerprintOf('V1')).not.toEqual(steps.rows.fingerprintOf('V1'));
    });
  });

  describe('the token before', () => {
    it('is kept, and works through the overlap, not longer', async () => {
      await steps.keep('T1');
      expect(await steps.held()).toMatchObject({ previous: null, previousWorks: false });
      await steps.keep('T2', { overlapSeconds: 300 });
      await steps.under.advance(298);
      expect(await steps.held()).toMatchObject({ value: 'T2', previous: 'T1', previousWorks: true });
      await steps.under.advance(4);
      expect(await steps.held()).toMatchObject({ previous: 'T1', previousWorks: false });
    });

    it('works no longer than to its own end', async () => {
      await steps.keep('T1', { lifeSeconds: 60 });
      await steps.keep('T2');
      await steps.under.advance(61);
      expect(await steps.held()).toMatchObject({ previous: 'T1', previousWorks: false });
    });

    it('works no more when it was found dead', async () => {
      await steps.keep('T1');
      await steps.keep('T2', { overlapSeconds: 0 });
      expect(await steps.held()).toMatchObject({ previous: 'T1', previousWorks: false });
    });
  });
}
