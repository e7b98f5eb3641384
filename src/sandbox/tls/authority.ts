import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
  X509Certificate,
} from 'node:crypto';
import type { Random } from '../../kernel/random/random.js';
import { certificate } from './certificate.js';
import { SERVED_HOSTS, SIGNABLE_HOSTS } from './wechat-hosts.js';

const AUTHORITY_NAME = 'Lingpai sandbox, no real authority';
const AUTHORITY_DAYS = 3650;
/** What browsers and systems still take. */
const LEAF_DAYS = 397;
const SERIAL_BYTES = 16;

/** What an HTTPS server is given. */
export interface ServerCredentials {
  readonly key: string;
  /** The server's certificate alone: who trusts the authority has the authority's. */
  readonly cert: string;
}

/**
 * A certificate authority of one machine's own. It may vouch for WeChat's hosts and loopback only, so that whoever
 * trusts it and loses its key has lost nothing else.
 */
export class Authority {
  private constructor(
    /** Its certificate, in PEM: what clients are told to trust. */
    readonly certificate: string,
    private readonly privateKey: KeyObject,
  ) {}

  static create(random: Random, now: Date): Authority {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const text = certificate({
      subject: AUTHORITY_NAME,
      subjectKey: keys.publicKey,
      issuer: AUTHORITY_NAME,
      issuerKey: keys,
      serial: random.bytes(SERIAL_BYTES),
      now,
      days: AUTHORITY_DAYS,
      purpose: { authorityFor: SIGNABLE_HOSTS },
    });
    return new Authority(text, keys.privateKey);
  }

  /** Reads what {@link pem} wrote; null when it is not that, or lapses before a server's certificate would. */
  static read(pem: string, now: Date): Authority | null {
    try {
      const parsed = new X509Certificate(pem);
      const privateKey = createPrivateKey(pem);
      const lastsMs = Date.parse(parsed.validTo) - now.getTime();
      const sound = parsed.ca && parsed.checkPrivateKey(privateKey) && lastsMs > LEAF_DAYS * 86_400_000;
      return sound ? new Authority(parsed.toString(), privateKey) : null;
    } catch {
      return null;
    }
  }

  /** Private key and certificate, for a file that its owner alone may read. */
  get pem(): string {
    return `${this.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()}${this.certificate}`;
  }

  /** A new key and a certificate for {@link SERVED_HOSTS}, good for a year from now. */
  serverCredentials(random: Random, now: Date): ServerCredentials {
    const keys = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const cert = certificate({
      subject: 'api.weixin.qq.com',
      subjectKey: keys.publicKey,
      issuer: AUTHORITY_NAME,
      issuerKey: { privateKey: this.privateKey, publicKey: createPublicKey(this.privateKey) },
      serial: random.bytes(SERIAL_BYTES),
      now,
      days: LEAF_DAYS,
      purpose: { serverOf: SERVED_HOSTS },
    });
    return { key: keys.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(), cert };
  }
}
