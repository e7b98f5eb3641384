import type { Random } from '../../kernel/random/random.js';
import type { Identity } from '../personas/identity.js';
import { Refusal } from '../rules.js';
import type { SandboxClock } from '../sandbox-clock.js';
import type { Switches } from '../switches.js';
import type { Authorization } from './authorization-codes.js';
import { ACCESS_TOKEN_SECONDS, REFRESH_TOKEN_SECONDS, type UserGrant } from './user-grant.js';

const CAPACITY = 200_000;
const TOKEN_FORM = /^\d{1,3}_[\w-]{40,}$/;

interface IssuedToken {
  readonly grant: UserGrant;
  lapsesAtMs: number;
}

/** The user tokens (网页授权 access_token) of the platform. The newest {@link CAPACITY} of each kind are remembered. */
export class UserGrants {
  private readonly byAccessToken = new Map<string, IssuedToken>();
  private readonly byRefreshToken = new Map<string, UserGrant>();
  private readonly newest = new Map<string, UserGrant>();

  constructor(
    private readonly clock: SandboxClock,
    private readonly random: Random,
    private readonly switches: () => Switches,
  ) {}

  /** A new grant; the refresh token of the user's earlier one is dead from here on. */
  open(authorization: Authorization, identity: Identity): UserGrant {
    const nowMs = this.clock.nowMs();
    const grant: UserGrant = {
      ...authorization,
      ...identity,
      accessToken: this.mint(),
      accessLapsesAtMs: nowMs + ACCESS_TOKEN_SECONDS * 1000,
      refreshToken: this.mint(),
      refreshLapsesAtMs: nowMs + REFRESH_TOKEN_SECONDS * 1000,
      revoked: false,
    };
    const user = `${grant.appId} ${grant.openid}`;
    const earlier = this.newest.get(user);
    if (earlier) this.byRefreshToken.delete(earlier.refreshToken);
    keep(this.newest, user, grant);
    keep(this.byRefreshToken, grant.refreshToken, grant);
    keep(this.byAccessToken, grant.accessToken, { grant, lapsesAtMs: grant.accessLapsesAtMs });
    return grant;
  }

  /** Another two hours: of the same string while it lives, of a new one afterwards. @throws Refusal 40030, 42002, 42007 */
  refresh(refreshToken: string, appId: string): UserGrant {
    const grant = this.byRefreshToken.get(refreshToken);
    if (!grant || grant.appId !== appId) throw new Refusal('sns.refresh_token');
    if (grant.revoked) throw new Refusal('sns.revoked');
    const nowMs = this.clock.nowMs();
    if (grant.refreshLapsesAtMs <= nowMs) throw new Refusal('sns.refresh_token_lapsed');
    if (grant.accessLapsesAtMs <= nowMs) grant.accessToken = this.mint();
    grant.accessLapsesAtMs = nowMs + ACCESS_TOKEN_SECONDS * 1000;
    keep(this.byAccessToken, grant.accessToken, { grant, lapsesAtMs: grant.accessLapsesAtMs });
    this.renewRefreshToken(grant, nowMs);
    return grant;
  }

  /** The grant behind a living access token. @throws Refusal 40001, 40014, 42001, 42007 */
  check(accessToken: string): UserGrant {
    const issued = this.byAccessToken.get(accessToken);
    if (!issued) throw new Refusal(TOKEN_FORM.test(accessToken) ? 'sns.bad_token' : 'sns.malformed_token');
    if (issued.grant.revoked) throw new Refusal('sns.revoked');
    if (issued.lapsesAtMs <= this.clock.nowMs()) throw new Refusal('sns.access_token_lapsed');
    return issued.grant;
  }

  /** The login that an access or refresh token came from, for the journal. */
  loginOf(token: string): string | null {
    return (this.byAccessToken.get(token)?.grant ?? this.byRefreshToken.get(token))?.login ?? null;
  }

  /** Who authorized an account under this openid, as themselves; null when nobody did. */
  personaOf(openid: string, appId: string): string | null {
    const visitor = this.newest.get(`${appId} ${openid}`)?.visitor;
    return visitor && !visitor.snapshot ? visitor.persona.id : null;
  }

  /** What a changed password does: every token the persona ever granted is void. Returns how many grants fell. */
  revoke(personaId: string, appId: string): number {
    const fallen = new Set<UserGrant>();
    const grants = [
      ...this.byRefreshToken.values(),
      ...[...this.byAccessToken.values()].map(({ grant }) => grant),
    ];
    for (const grant of grants) {
      if (grant.appId !== appId || grant.visitor.persona.id !== personaId || grant.revoked) continue;
      grant.revoked = true;
      fallen.add(grant);
    }
    return fallen.size;
  }

  /** When living access tokens lapse, milliseconds since 1970. */
  *accessEnds(): Iterable<number> {
    const nowMs = this.clock.nowMs();
    for (const { grant, lapsesAtMs } of this.byAccessToken.values())
      if (!grant.revoked && lapsesAtMs > nowMs) yield lapsesAtMs;
  }

  /** When living refresh tokens lapse, milliseconds since 1970. */
  *refreshEnds(): Iterable<number> {
    const nowMs = this.clock.nowMs();
    for (const { revoked, refreshLapsesAtMs } of this.byRefreshToken.values())
      if (!revoked && refreshLapsesAtMs > nowMs) yield refreshLapsesAtMs;
  }

  clear(): void {
    this.byAccessToken.clear();
    this.byRefreshToken.clear();
    this.newest.clear();
  }

  private renewRefreshToken(grant: UserGrant, nowMs: number): void {
    const policy = this.switches().refresh_token;
    if (policy === 'fixed') return;
    grant.refreshLapsesAtMs = nowMs + REFRESH_TOKEN_SECONDS * 1000;
    if (policy === 'extend') return;
    this.byRefreshToken.delete(grant.refreshToken);
    grant.refreshToken = this.mint();
    keep(this.byRefreshToken, grant.refreshToken, grant);
  }

  /** 110 characters with WeChat's numeric prefix. */
  private mint(): string {
    return `94_${this.random.bytes(81).toString('base64url').slice(0, 107)}`;
  }
}

function keep<T>(map: Map<string, T>, key: string, value: T): void {
  map.delete(key);
  map.set(key, value);
  if (map.size > CAPACITY) map.delete(map.keys().next().value!);
}
