import type { Clock } from '../kernel/clock/clock.js';
import type { Random } from '../kernel/random/random.js';
import { Accounts } from './accounts/accounts.js';
import { CallerConfirmations } from './accounts/caller-confirmations.js';
import { Migrations } from './accounts/migrations.js';
import type { PendingConsent } from './authorize/pending-consent.js';
import { RecentConsents } from './authorize/recent-consents.js';
import { AuthorizationCodes } from './grants/authorization-codes.js';
import { FailedCalls } from './cgi/failed-calls.js';
import { Followers } from './followers/followers.js';
import { GlobalTokens } from './global-tokens/global-tokens.js';
import { UserGrants } from './grants/user-grants.js';
import type { JsPage } from './jssdk/js-page.js';
import { LapsingMap } from './lapsing-map.js';
import { History } from './personas/history.js';
import { Personas } from './personas/personas.js';
import { Conversations } from './messages/conversations.js';
import { Menus } from './messages/menus.js';
import { Templates } from './messages/templates.js';
import { MediaStore } from './media/media-store.js';
import { HttpCourier } from './pushes/courier.js';
import { Pushes } from './pushes/pushes.js';
import { QrCodes } from './qrcodes/qr-codes.js';
import type { QrLogin } from './qrconnect/qr-login.js';
import { type CallbackVisit, visitOverHttp } from './presets/callback-visit.js';
import { PresetMemory } from './presets/preset-memory.js';
import { ApiQuotas } from './quotas/api-quotas.js';
import { Clearances } from './quotas/clearances.js';
import { Runaways } from './runaways/runaways.js';
import { SandboxClock } from './sandbox-clock.js';
import type { SandboxAccount } from './sandbox-account.js';
import { DEFAULT_SWITCHES, type Switches } from './switches.js';
import { Tickets } from './tickets/tickets.js';
import { Faults } from './traffic/faults.js';
import { Journal } from './traffic/journal.js';
import { MinuteRate } from './traffic/minute-rate.js';
import type { Worlds } from './worlds/worlds.js';

/** 50,000 calls a minute and account, for each of the `sns` endpoints that have a limit. */
const SNS_CALLS_A_MINUTE = 50_000;

/** The whole state of one simulated WeChat. Two worlds know nothing of each other. */
export class World {
  readonly clock: SandboxClock;
  readonly accounts: Accounts;
  readonly personas = new Personas();
  readonly codes: AuthorizationCodes;
  readonly grants: UserGrants;
  readonly followers: Followers;
  readonly history: History;
  readonly pushes: Pushes;
  readonly conversations: Conversations;
  readonly menus = new Menus();
  readonly templates = new Templates();
  readonly qrCodes: QrCodes;
  readonly media: MediaStore;
  readonly consents: LapsingMap<PendingConsent>;
  readonly recentConsents: RecentConsents;
  /** By persona: whose page asked for its snapshot (forceSnapShot). */
  readonly snapshotPages: LapsingMap<true>;
  readonly qrLogins: LapsingMap<QrLogin>;
  readonly jsPages: LapsingMap<JsPage>;
  readonly globalTokens: GlobalTokens;
  readonly tickets: Tickets;
  readonly quotas: ApiQuotas;
  readonly clearances: Clearances;
  readonly confirmations: CallerConfirmations;
  readonly migrations: Migrations;
  readonly failures: FailedCalls;
  readonly journal = new Journal();
  readonly faults: Faults;
  readonly runaways: Runaways;
  readonly presets = new PresetMemory();
  /** Goes to a callback as a visitor would; a test may put another in its place. */
  visitCallback: CallbackVisit = visitOverHttp;
  readonly snsRate: MinuteRate;
  readonly authorizeRate: MinuteRate;
  switches: Switches = DEFAULT_SWITCHES;
  /** Where this world is reached; known once the server listens. */
  url = '';
  /** The same over TLS; null where it has no certificate. */
  tlsUrl: string | null = null;
  /** Worlds opened beside this one, with which it shares nothing but the process. */
  worlds: Worlds<World> | null = null;

  constructor(
    clock: Clock,
    readonly random: Random,
    accounts: readonly SandboxAccount[],
    /** What the phone opens first. */
    readonly appUrl: string | null,
  ) {
    this.clock = new SandboxClock(clock);
    this.accounts = new Accounts(accounts);
    this.codes = new AuthorizationCodes(this.clock, random);
    this.grants = new UserGrants(this.clock, random, () => this.switches);
    this.followers = new Followers(this.clock, this.accounts, this.personas, this.grants);
    this.pushes = new Pushes(this.clock, random, new HttpCourier(clock), () => this.switches);
    this.conversations = new Conversations(
      this.clock,
      this.pushes,
      (account, openid) =>
        this.switches.blacklisted_messages === 'withheld' && this.followers.isBlacklisted(account, openid),
    );
    this.followers.onChange((change) => this.conversations.followChanged(change));
    this.history = new History(this.clock);
    this.followers.onChange(({ kind, persona, account, subscription }) =>
      this.history.note(persona.id, { kind, account: account.key, detail: subscription.scene }),
    );
    this.globalTokens = new GlobalTokens(this.clock, random, () => this.switches);
    this.tickets = new Tickets(this.clock, random, () => this.switches);
    this.quotas = new ApiQuotas(this.clock);
    this.clearances = new Clearances(this.clock);
    this.confirmations = new CallerConfirmations(this.clock);
    this.migrations = new Migrations(this.clock);
    this.failures = new FailedCalls(this.clock);
    this.qrCodes = new QrCodes(this.clock, random);
    this.media = new MediaStore(this.clock, random);
    this.consents = new LapsingMap(this.clock);
    this.recentConsents = new RecentConsents(this.clock);
    this.snapshotPages = new LapsingMap(this.clock);
    this.qrLogins = new LapsingMap(this.clock);
    this.jsPages = new LapsingMap(this.clock);
    this.faults = new Faults(this.clock, random);
    this.runaways = new Runaways(this.clock, () => this.switches);
    this.snsRate = new MinuteRate(this.clock, SNS_CALLS_A_MINUTE);
    this.authorizeRate = new MinuteRate(this.clock, Infinity);
  }

  /** A new AppSecret for an account; what becomes of its living global tokens is a switch. @throws NoSuchAccount */
  resetSecret(key: string, secret: string): void {
    const { appId } = this.accounts.change(key, { secret });
    if (this.switches.secret_reset === 'voids') this.globalTokens.void(appId);
  }

  /** Turns some switches. */
  turn(changes: Partial<Switches>): Switches {
    this.switches = { ...this.switches, ...changes };
    return this.switches;
  }

  /** As on the first day: nobody has authorized, the clock is right, nothing is switched or broken. */
  reset(): void {
    this.clock.reset();
    this.accounts.reset();
    this.personas.reset();
    this.codes.clear();
    this.grants.clear();
    this.followers.clear();
    this.history.clear();
    this.pushes.clear();
    this.conversations.clear();
    this.menus.clear();
    this.templates.clear();
    this.globalTokens.clear();
    this.tickets.clear();
    this.quotas.clear();
    this.clearances.clear();
    this.confirmations.clear();
    this.migrations.clear();
    this.failures.clear();
    this.qrCodes.clear();
    this.media.clear();
    this.consents.clear();
    this.recentConsents.clear();
    this.snapshotPages.clear();
    this.qrLogins.clear();
    this.jsPages.clear();
    this.faults.clear();
    this.presets.clear();
    this.journal.clear();
    this.runaways.clear();
    this.snsRate.limit = SNS_CALLS_A_MINUTE;
    this.switches = DEFAULT_SWITCHES;
  }
}
