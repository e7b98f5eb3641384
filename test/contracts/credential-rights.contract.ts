import type { CredentialKind } from '../../src/token/credential.js';
import {
  aNote,
  aPace,
  aValue,
  CredentialSteps,
  type CredentialsUnderTest,
  secret,
} from './credential-steps.js';

const DAY_SECONDS = 24 * 60 * 60;

/** What every keeper of global tokens and tickets promises of the right to renew one: to one at a time, at a pace, fenced. */
export function keepsCredentialRights(make: () => Promise<CredentialsUnderTest>): void {
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

    it('one of 64 renews it', async () => {
      const fences = await Promise.all(Array.from({ length: 64 }, () => steps.claim('first_use')));
      expect(fences.filter((fence) => fence !== null)).toHaveLength(1);
      expect((await steps.held()).leased).toBe(true);
    });

    it('the next one may when the first is gone for five seconds, and then the first may not', async () => {
      const late = (await steps.claim('lapsed'))!;
      await steps.under.advance(4);
      expect(await steps.claim('lapsed')).toBeNull();
      await steps.under.advance(2);
      const fence = (await steps.claim('lapsed'))!;
      expect(fence).toBeGreaterThan(late);
      expect(await steps.rows.extend(steps.token, late)).toBe(false);
      expect(await steps.rows.commit(steps.token, late, aValue('late'), [aNote()])).toBeNull();
      await steps.rows.release(steps.token, late, [aNote()]);
      await steps.rows.fail(steps.token, late, aPace(), {
        secretDigest: secret,
        dead: true,
        doubtful: false,
        notes: [aNote()],
      });
      expect(await steps.held()).toMatchObject({ value: null, leased: true, failures: 0 });
      expect(await steps.under.history()).toEqual([]);
      expect(await steps.rows.commit(steps.token, fence, aValue('V1'), [])).toBe(1);
    });

    it('five seconds more for whoever asks in time, or late and before another', async () => {
      const fence = (await steps.claim('lapsed'))!;
      await steps.under.advance(4);
      expect(await steps.rows.extend(steps.token, fence)).toBe(true);
      await steps.under.advance(4);
      expect(await steps.claim('lapsed')).toBeNull();
      await steps.under.advance(2);
      expect(await steps.rows.extend(steps.token, fence)).toBe(true);
      expect(await steps.claim('lapsed')).toBeNull();
      expect(await steps.rows.commit(steps.token, fence, aValue('V1'), [])).toBe(1);
    });

    it('given back, with what was found, it is free at once', async () => {
      await steps.rows.release(steps.token, (await steps.claim('lapsed'))!, [aNote({ event: 'unfounded' })]);
      expect(await steps.held()).toMatchObject({ leased: false, failures: 0 });
      expect(await steps.claim('lapsed')).not.toBeNull();
      expect(await steps.under.history()).toMatchObject([{ event: 'unfounded', version: 0 }]);
    });

    it('the first and those after its end may renew it for whoever reads, nobody else', async () => {
      expect(await steps.claim('scheduled', { version: 0 })).toBeNull();
      await steps.rows.release(steps.token, (await steps.claim('first_use'))!);
      await steps.keep('V1', { lifeSeconds: 100, renewInSeconds: 60 });
      expect(await steps.claim('lapsed')).toBeNull();
      expect(await steps.claim('first_use')).toBeNull();
      await steps.under.advance(101);
      expect(await steps.claim('lapsed')).not.toBeNull();
    });

    it('on schedule when its time has come, and it is still the version that was due', async () => {
      await steps.keep('V1', { lifeSeconds: 100, renewInSeconds: 60 });
      await steps.under.advance(58);
      expect(await steps.claim('scheduled', { version: 1 })).toBeNull();
      await steps.under.advance(3);
      expect(await steps.claim('scheduled', { version: 2 })).toBeNull();
      expect(await steps.claim('scheduled', { version: 1 })).not.toBeNull();
    });

    it.each(['reported', 'verify'] as const)(
      '%s: only as long as that version is the present one',
      async (why) => {
        await steps.keep('V1');
        await steps.keep('V2');
        expect(await steps.claim(why, { version: 1 })).toBeNull();
        expect(await steps.claim(why, { version: 3 })).toBeNull();
        expect(await steps.claim(why, { version: 2 })).not.toBeNull();
      },
    );

    it('for an operator always, but not beside another', async () => {
      await steps.keep('V1');
      expect(await steps.claim('operator')).not.toBeNull();
      expect(await steps.claim('operator')).toBeNull();
    });

    it('a failure is remembered, and nobody may try before its time but an operator and another AppSecret', async () => {
      await steps.keep('V1', { lifeSeconds: 5 });
      await steps.fail(aPace());
      await steps.fail(aPace({ delaySeconds: 60 }));
      await steps.under.advance(6);
      const { waitSeconds, failedSecret, ...opened } = await steps.held();
      expect(opened).toMatchObject({ failures: 2, failure: '40164', failureDetail: 'invalid ip 1.2.3.4' });
      expect(opened).toMatchObject({ value: 'V1', version: 1, leased: false });
      expect(failedSecret!.equals(secret)).toBe(true);
      expect(waitSeconds).toBeGreaterThan(52);
      expect(waitSeconds).toBeLessThanOrEqual(54);
      for (const reason of ['lapsed', 'first_use'] as const) expect(await steps.claim(reason)).toBeNull();
      expect(await steps.claim('reported', { version: 1 })).toBeNull();
      const another = await steps.claim('lapsed', { secretDigest: Buffer.from('digest of another') });
      await steps.rows.release(steps.token, another!);
      await steps.rows.release(steps.token, (await steps.claim('operator'))!);
      await steps.under.advance(55);
      expect((await steps.held()).waitSeconds).toBe(0);
      expect(await steps.claim('lapsed')).not.toBeNull();
    });

    it('a quota that is used up waits until the day ends in Beijing', async () => {
      await steps.fail(aPace({ failure: '45009', delaySeconds: 90, untilMidnight: true }));
      const { waitSeconds } = await steps.held();
      const endsAt = new Date(steps.under.now().getTime() + (waitSeconds - 90 + 8 * 3_600) * 1_000);
      const sinceMidnight = (endsAt.getTime() / 1000) % DAY_SECONDS;
      expect(Math.min(sinceMidnight, DAY_SECONDS - sinceMidnight)).toBeLessThan(2);
      expect(waitSeconds).toBeLessThanOrEqual(DAY_SECONDS + 90);
      expect(waitSeconds).toBeGreaterThan(88);
    });

    it('a change made twice, because the first answer was lost, is made once', async () => {
      await steps.keep('V1');
      const fence = (await steps.claim('operator'))!;
      await steps.rows.commit(steps.token, fence, aValue('V2'), [aNote()]);
      await steps.rows.commit(steps.token, fence, aValue('V2'), [aNote()]);
      expect(await steps.held()).toMatchObject({ version: 2, value: 'V2' });
      expect(await steps.under.history()).toHaveLength(2);
    });
  });

  describe('a call that may reach WeChat yet', () => {
    const secondsToRenewal = async (): Promise<number> => {
      const { refreshAfter, expiresAt } = (await steps.rows.open(steps.token))!;
      return Math.round((refreshAfter!.getTime() - expiresAt!.getTime()) / 1000) + 7200;
    };

    it('has the next token renewed once more after a minute, and that one in its time', async () => {
      await steps.fail(aPace({ delaySeconds: 0 }), { doubtful: true });
      await steps.under.advance(20);
      await steps.keep('V1', { lifeSeconds: 7200, renewInSeconds: 6600 });
      expect(Math.abs((await secondsToRenewal()) - 40)).toBeLessThanOrEqual(2);
      await steps.under.advance(61);
      await steps.keep('V2', { lifeSeconds: 7200, renewInSeconds: 6600 });
      expect(await secondsToRenewal()).toBe(6600);
    });

    it('has the token of whoever took over renewed at once', async () => {
      await steps.keep('V1', { lifeSeconds: 7200, renewInSeconds: 6600 });
      expect((await steps.held()).due).toBe(false);
      await steps.rows.doubt(steps.token.accountId);
      expect((await steps.held()).due).toBe(true);
    });
  });

  it('a token and a ticket are renewed side by side', async () => {
    const ticket = steps.on('ticket');
    await ticket.held();
    expect(await steps.claim('first_use')).not.toBeNull();
    expect(await ticket.claim('first_use')).not.toBeNull();
  });

  describe('forced renewals', () => {
    const force = async (): Promise<boolean> => {
      const fence = (await steps.claim('operator'))!;
      const taken = await steps.rows.takeForce(steps.token.accountId, fence);
      await steps.rows.release(steps.token, fence);
      return taken;
    };

    it('are 30 seconds apart', async () => {
      expect(await force()).toBe(true);
      await steps.under.advance(28);
      expect(await force()).toBe(false);
      await steps.under.advance(3);
      expect(await force()).toBe(true);
    });

    it('are 20 a day, and anew the next day', async () => {
      const day = steps.under.now().getTime();
      for (let forced = 0; forced < 20; forced++) {
        expect([forced, await force()]).toEqual([forced, true]);
        await steps.under.advance(31);
      }
      expect(await force()).toBe(false);
      await steps.under.advance(DAY_SECONDS);
      expect(await force()).toBe(true);
      expect(steps.under.now().getTime()).toBeGreaterThanOrEqual(day);
    });

    it('are for whoever has the right to renew', async () => {
      const late = (await steps.claim('operator'))!;
      await steps.under.advance(6);
      const fence = (await steps.claim('operator'))!;
      expect(await steps.rows.takeForce(steps.token.accountId, late)).toBe(false);
      expect(await steps.rows.takeForce(steps.token.accountId, fence)).toBe(true);
    });
  });
}
