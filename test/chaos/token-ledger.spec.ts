import { TokenLedger, type WechatRules } from '../../chaos/token-ledger.mjs';

let nowMs: number;
let minted: number;

beforeEach(() => {
  nowMs = 0;
  minted = 0;
});

const aLedger = (rules: Partial<WechatRules> = {}) =>
  new TokenLedger({ now: () => nowMs, mint: () => `T${++minted}`, rules });
const wait = (seconds: number) => (nowMs += seconds * 1000);

describe('the stable family', () => {
  it('gives the same token with the seconds it has left', () => {
    const ledger = aLedger();
    expect(ledger.stable()).toEqual({ value: 'T1', expiresIn: 7200 });
    wait(6_855);
    expect(ledger.stable()).toEqual({ value: 'T1', expiresIn: 345 });
  });

  it('gives another in the last five minutes, and both work until the first one’s end', () => {
    const ledger = aLedger();
    ledger.stable();
    wait(6_900);
    expect(ledger.stable()).toEqual({ value: 'T2', expiresIn: 7200 });
    expect([ledger.judge('T1').state, ledger.judge('T2').state]).toEqual(['overlap', 'valid']);
    wait(300);
    expect(ledger.judge('T1')).toMatchObject({ works: false, state: 'expired' });
    expect(ledger.judge('T2').works).toBe(true);
  });

  it('voids the present one at once when forced, not sooner than 30 s after the last force', () => {
    const ledger = aLedger();
    ledger.stable();
    expect(ledger.stable({ force: true, by: 3 }).value).toBe('T2');
    expect(ledger.judge('T1')).toMatchObject({ works: false, state: 'voided', by: 3 });
    wait(29);
    expect(ledger.stable({ force: true }).value).toBe('T2');
    wait(1);
    expect(ledger.stable({ force: true }).value).toBe('T3');
  });

  it('lets itself be forced twenty times a day', () => {
    const ledger = aLedger();
    ledger.stable();
    for (let i = 0; i < 20; i++) {
      wait(31);
      expect(ledger.stable({ force: true }).value).toBe(`T${i + 2}`);
    }
    wait(31);
    expect(ledger.stable({ force: true })).toEqual({ errcode: 45009 });
    wait(86_400);
    expect(ledger.stable({ force: true }).errcode).toBeUndefined();
  });

  it('goes on giving a token that it refuses, until it is forced', () => {
    const ledger = aLedger();
    ledger.stable();
    ledger.reject('T1');
    expect(ledger.judge('T1')).toMatchObject({ works: false, state: 'rejected' });
    expect(ledger.stable().value).toBe('T1');
    expect(ledger.stable({ force: true }).value).toBe('T2');
  });
});

describe('the classic family', () => {
  it('gives a new one every time; the one before works five minutes more, older ones no more', () => {
    const ledger = aLedger();
    ledger.classic();
    ledger.classic({ by: 1 });
    expect([ledger.judge('T1').state, ledger.judge('T2').state]).toEqual(['overlap', 'valid']);
    wait(299);
    expect(ledger.judge('T1').works).toBe(true);
    wait(1);
    expect(ledger.judge('T1')).toMatchObject({ works: false, state: 'superseded', by: 1, sinceMs: 0 });
    ledger.classic();
    ledger.classic();
    expect(ledger.judge('T2')).toMatchObject({ works: false, state: 'superseded' });
    expect(ledger.judge('T3').state).toBe('overlap');
  });

  it('never lets the overlap outlive the token', () => {
    const ledger = aLedger();
    ledger.classic();
    wait(7_150);
    ledger.classic();
    wait(50);
    expect(ledger.judge('T1').state).toBe('expired');
  });

  it('leaves the stable family alone, and is left alone by it', () => {
    const ledger = aLedger();
    ledger.stable();
    ledger.classic();
    ledger.classic();
    wait(400);
    expect(ledger.judge('T1').state).toBe('valid');
    ledger.stable({ force: true });
    expect(ledger.judge('T3').state).toBe('valid');
  });
});

it('lets time pass at once', () => {
  const ledger = aLedger({ lifeSeconds: 60, windowSeconds: 30 });
  ledger.stable();
  ledger.age(29);
  expect(ledger.stable().value).toBe('T1');
  ledger.age(1);
  expect(ledger.stable().value).toBe('T2');
  ledger.age(60);
  expect(ledger.judge('T2').state).toBe('expired');
  expect(ledger.remaining('stable')).toBe(0);
});

it('knows nothing of a token that it did not issue', () => {
  expect(aLedger().judge('T1').state).toBe('unknown');
});
