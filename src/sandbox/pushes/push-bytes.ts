import { PushCipher } from '../../wechat/push/push-cipher.js';
import type { PushField } from '../../wechat/push/push-envelope.js';
import { signCipher, signPush, type SignedQuery } from '../../wechat/push/push-signature.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { Oddities } from './oddities.js';
import { PUSH_FORMATS, type PushFormat } from './push-formats.js';
import { originalIdOf, type PushSettings } from './push-settings.js';

/** A push ready to go: the same bytes at each attempt. */
export interface PushBytes {
  /** The push in clear, as it stands or as the cipher holds it; JSON where the switch says so. */
  readonly xml: string;
  /** What is appended to the address. */
  readonly query: string;
  readonly body: string;
  readonly contentType: string;
}

/** Chance that the platform puts into a push. */
export interface PushChance extends SignedQuery {
  /** 16 characters. */
  readonly random: string;
}

/** Query and body of a push, to the byte, with whatever is to be odd about them. */
export function bytesOfPush(
  fields: readonly PushField[],
  openid: string,
  {
    account,
    settings,
    chance,
    oddities,
    key,
    format,
  }: {
    account: SandboxAccount;
    settings: PushSettings;
    chance: PushChance;
    oddities: Oddities;
    /** What the cipher is made with, unless the push has a key of its own. */
    key: string | null;
    format: PushFormat;
  },
): PushBytes {
  const { contentType, plain, compat, safe } = PUSH_FORMATS[format];
  const xml = plain(fields);
  const { token, mode } = settings;
  const { timestamp, nonce } = chance;
  const signature = signPush(token, chance);
  const common: Pair[] = [
    ['timestamp', timestamp],
    ['nonce', nonce],
    ['openid', openid],
  ];
  if (mode === 'plain') {
    const query = written([...signed('signature', signature, oddities), ...common]);
    return { xml, query, body: xml, contentType };
  }
  const cipher = new PushCipher(oddities.aes_key ?? key ?? '', oddities.sender_app_id ?? account.appId);
  const encrypt = cipher.encrypt(xml, Buffer.from(chance.random, 'latin1'));
  const query = written([
    ...signed('signature', signature, oddities),
    ...common,
    ['encrypt_type', 'aes'],
    ...signed('msg_signature', signCipher(token, chance, encrypt), oddities),
  ]);
  const body = mode === 'safe' ? safe(originalIdOf(account), encrypt) : compat(fields, encrypt);
  return { xml, query, body, contentType };
}

/** The address with a query appended to whatever it has. */
export function withQuery(url: string, query: string): string {
  const [address] = url.split('#', 1);
  return `${address}${address!.includes('?') ? '&' : '?'}${query}`;
}

type Pair = readonly [name: string, value: string];

function signed(name: 'signature' | 'msg_signature', value: string, { wrong, without }: Oddities): Pair[] {
  if (without === name || without === 'both') return [];
  // One digit of the hash, so that only who compares all of it notices.
  const spoilt = value.slice(0, -1) + (value.endsWith('0') ? '1' : '0');
  return [[name, wrong === name || wrong === 'both' ? spoilt : value]];
}

function written(pairs: readonly Pair[]): string {
  return pairs.map(([name, value]) => `${name}=${encodeURIComponent(value)}`).join('&');
}
