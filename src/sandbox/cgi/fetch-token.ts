import { equalInConstantTime } from '../../kernel/crypto/digest.js';
import { isWhitelisted } from '../accounts/ip-whitelist.js';
import type { TokenFamily } from '../global-tokens/global-token.js';
import type { Fetched } from '../global-tokens/token-family.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer } from './cgi-answer.js';
import { readTokenRequest } from './token-request.js';

/** Who asks for a global token, as they say; null for what they left out. */
export interface Claim {
  readonly appId: string | null;
  readonly secret: string | null;
  readonly grantType: string | null;
}

/** `GET /cgi-bin/token`: a new global token with each call. */
export function fetchClassicToken(call: Call, world: World): Answer {
  const claim = {
    appId: call.parameter('appid'),
    secret: call.parameter('secret'),
    grantType: call.parameter('grant_type'),
  };
  const account = admitted(claim, 'classic', call, world);
  return handOut(world.globalTokens.fetchClassic(account.appId), call, world);
}

/** `POST /cgi-bin/stable_token`: the same global token until its last five minutes, or until somebody forces another. */
export function fetchStableToken(call: Call, world: World): Answer {
  const { force, ...claim } = readTokenRequest(call);
  const account = admitted(claim, 'stable', call, world);
  return handOut(world.globalTokens.fetchStable(account.appId, force), call, world);
}

function handOut({ token, fresh }: Fetched, call: Call, world: World): Answer {
  const { value: access_token, issuedAtMs, lapsesAtMs } = token;
  // A new one has all its time, though a millisecond may have passed since it was made.
  const seconds = fresh ? (lapsesAtMs - issuedAtMs) / 1000 : world.globalTokens.secondsLeft(token);
  return cgiAnswer(call, world, { access_token, expires_in: seconds });
}

/** The account that may fetch, checked in the order in which it may be refused. */
function admitted(claim: Claim, family: TokenFamily, call: Call, world: World): SandboxAccount {
  const account = claimedAccount(claim, call, world);
  if (claim.grantType !== 'client_credential') throw new Refusal('token.grant_type');
  requireSecret(claim, account, world);
  requireGoodStanding(account, family);
  requireAdmittedAddress(call, account, world);
  const exhausted = world.quotas.use(account.appId, call.path);
  if (exhausted) throw new Refusal(exhausted === 'day' ? 'token.day_quota' : 'token.minute_quota');
  return account;
}

function claimedAccount({ appId }: Claim, call: Call, world: World): SandboxAccount {
  if (appId === null) throw new Refusal('token.appid_missing');
  const account = world.accounts.findByAppId(appId);
  if (!account || account.kind === 'website') throw new Refusal('token.appid');
  call.appId = account.appId;
  return account;
}

function requireSecret({ secret }: Claim, account: SandboxAccount, world: World): void {
  if (secret === null) throw new Refusal('token.secret_missing');
  if (!equalInConstantTime(secret, account.secret)) {
    throw new Refusal(
      world.switches.wrong_secret === '40125' ? 'token.secret' : 'token.secret_as_credential',
    );
  }
  if (account.secretFrozen) throw new Refusal('token.secret_frozen');
}

function requireGoodStanding(account: SandboxAccount, family: TokenFamily): void {
  if (account.frozen) throw new Refusal('token.account_frozen');
  if (account.delegated) throw new Refusal('token.delegated');
  if (account.tokenFamilies && !account.tokenFamilies.includes(family)) throw new Refusal('token.family');
}

function requireAdmittedAddress({ ip, ipv6 }: Call, account: SandboxAccount, world: World): void {
  if (!isWhitelisted(ip, account.ipWhitelist ?? null)) throw new Refusal('token.ip', { ip, ipv6 });
  const rule = account.confirmsCallers ? world.confirmations.check(account.appId, ip) : null;
  if (rule) throw new Refusal(rule);
}
