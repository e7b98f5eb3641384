import type { Account } from '../../src/accounts/account.entity.js';
import { AccountsService } from '../../src/accounts/accounts.service.js';
import { Meter } from '../../src/kernel/metering/meter.js';
import { SystemRandom } from '../../src/kernel/random/system-random.js';
import { CredentialMemory } from '../../src/token/credential-memory.js';
import { GlobalTokenCalls } from '../../src/token/global-token-calls.js';
import { GlobalTokenService } from '../../src/token/global-token.service.js';
import { GlobalTokenSource } from '../../src/token/global-token.source.js';
import { Instance } from '../../src/token/instance.js';
import { JsPages } from '../../src/token/js-pages.js';
import { JsapiTicketService } from '../../src/token/jsapi-ticket.service.js';
import { JsapiTicketSource } from '../../src/token/jsapi-ticket.source.js';
import { RenewalJob } from '../../src/token/renewal.job.js';
import { RenewalService } from '../../src/token/renewal.service.js';
import { RenewalWitness } from '../../src/token/renewal-witness.js';
import { anAccount, testSealer } from './an-account.js';
import { FakeTokenApi } from './fake-token-api.js';
import { FixedClock } from './fixed-clock.js';
import { InMemoryAccounts } from './in-memory-accounts.js';
import { InMemoryCredentials } from './in-memory-credentials.js';
import { RecordingLog } from './recording-log.js';

/** Chance that is always the same: the jitter of renewals is none. */
export class NoJitter extends SystemRandom {
  override fraction(): number {
    return 0;
  }
}

/** Keeps what is counted, as `name outcome` or `name cause`. */
export class RecordingMeter extends Meter {
  override set(): void {}
  readonly counted: string[] = [];

  override count(name: string, labels: Record<string, string>): void {
    this.counted.push(`${name} ${labels['outcome'] ?? labels['cause']}`);
  }

  override observe(): void {}
}

/** The token room over memory, a WeChat that says what it is told, and time that moves when told; as many instances as wanted. */
export function aTokenRoom(accounts: Account[] = [anAccount()]) {
  const clock = new FixedClock();
  const random = new NoJitter();
  const log = new RecordingLog();
  const meter = new RecordingMeter();
  const wechat = new FakeTokenApi();
  const rows = new InMemoryCredentials(clock, new Map(accounts.map(({ id, key }) => [id, key])));
  const accountRows = new InMemoryAccounts(accounts);
  /** What the nightly purge finds; a test may say what. */
  const history = { purge: async () => 0 };

  /** One process of several over the same database. */
  function anInstance(name = 'one/1') {
    const accountsService = new AccountsService(accountRows, testSealer, clock, random);
    const memory = new CredentialMemory(rows, clock);
    const witness = new RenewalWitness(new Instance(name), log, meter);
    const renewals = new RenewalService(rows, memory, accountsService, witness, clock, random);
    const source = new GlobalTokenSource(wechat, accountsService, rows, clock);
    const tokens = new GlobalTokenService(source, memory, renewals, rows, witness, clock);
    const calls = new GlobalTokenCalls(tokens);
    const ticketSource = new JsapiTicketSource(wechat, calls, clock);
    const pages = new JsPages('https://wx.example.com', []);
    const tickets = new JsapiTicketService(ticketSource, memory, renewals, pages, clock, random);
    const job = new RenewalJob(memory, tokens, tickets, renewals, accountsService, history as never, log);
    return {
      accounts: accountsService,
      calls,
      job,
      memory,
      renewals,
      source,
      ticketSource,
      tickets,
      tokens,
      witness,
    };
  }

  return {
    account: accounts[0]!,
    accountRows,
    anInstance,
    clock,
    history,
    log,
    meter,
    rows,
    wechat,
    ...anInstance(),
    /** An answer that comes when the clock has got that far, in milliseconds from now; others move it. */
    async after<T>(ms: number, answer: T): Promise<T> {
      const untilMs = clock.monotonicMs() + ms;
      while (clock.monotonicMs() < untilMs) await Promise.resolve();
      return answer;
    },
  };
}

/** What {@link aTokenRoom} makes. */
export type ATokenRoom = ReturnType<typeof aTokenRoom>;

/** As many accounts as wanted, with keys `a0`, `a1` … */
export function manyAccounts(count: number, given: Partial<Account> = {}): Account[] {
  return Array.from({ length: count }, (_, at) =>
    anAccount({
      id: `${String(at).padStart(8, '0')}-1111-4111-8111-111111111111`,
      key: `a${at}`,
      appId: `wxmany${String(at).padStart(12, '0')}`,
      ...given,
    }),
  );
}
