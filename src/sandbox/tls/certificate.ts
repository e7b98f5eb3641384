import { createHash, sign, type KeyObject } from 'node:crypto';
import { isIPv4 } from 'node:net';
import * as der from './der.js';

const OID = {
  ecdsaWithSha256: '1.2.840.10045.4.3.2',
  commonName: '2.5.4.3',
  subjectKeyIdentifier: '2.5.29.14',
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  nameConstraints: '2.5.29.30',
  authorityKeyIdentifier: '2.5.29.35',
  extKeyUsage: '2.5.29.37',
  serverAuth: '1.3.6.1.5.5.7.3.1',
} as const;
/** keyCertSign and cRLSign. */
const SIGNS_CERTIFICATES = der.bitString(Buffer.from([0b0000_0110]), 1);
/** digitalSignature. */
const SIGNS_HANDSHAKES = der.bitString(Buffer.from([0b1000_0000]), 7);
/** Clocks differ. */
const BACKDATED_MS = 86_400_000;
const DNS_NAME = 2;
const IP_ADDRESS = 7;

/** Names of hosts: DNS names, `*.` in front for any one label, and IP addresses. */
export interface HostNames {
  readonly dns: readonly string[];
  readonly ip: readonly string[];
}

/** What a certificate says, and who says so. */
export interface CertificateText {
  readonly subject: string;
  readonly subjectKey: KeyObject;
  readonly issuer: string;
  readonly issuerKey: { readonly publicKey: KeyObject; readonly privateKey: KeyObject };
  /** Up to 20 bytes of chance. */
  readonly serial: Uint8Array;
  readonly now: Date;
  readonly days: number;
  /** An authority that may sign for these names and no others, or a server of these names. */
  readonly purpose: { readonly authorityFor: HostNames } | { readonly serverOf: HostNames };
}

/** An X.509 v3 certificate (RFC 5280) in PEM, signed with ECDSA on P-256; valid from a day before `now`. */
export function certificate(text: CertificateText): string {
  const algorithm = der.sequence(der.objectIdentifier(OID.ecdsaWithSha256));
  const toBeSigned = der.sequence(
    der.tagged(0, der.natural(Buffer.from([2]))),
    der.natural(text.serial),
    algorithm,
    name(text.issuer),
    der.sequence(
      der.time(new Date(text.now.getTime() - BACKDATED_MS)),
      der.time(new Date(text.now.getTime() + text.days * 86_400_000)),
    ),
    name(text.subject),
    text.subjectKey.export({ type: 'spki', format: 'der' }),
    der.tagged(3, der.sequence(...extensions(text))),
  );
  const signature = sign('sha256', toBeSigned, text.issuerKey.privateKey);
  return pem(der.sequence(toBeSigned, algorithm, der.bitString(signature)));
}

function extensions({ purpose, subjectKey, issuerKey }: CertificateText): Buffer[] {
  const identifiers = [
    extension(OID.subjectKeyIdentifier, der.octetString(keyIdentifier(subjectKey))),
    extension(
      OID.authorityKeyIdentifier,
      der.sequence(der.taggedBytes(0, keyIdentifier(issuerKey.publicKey))),
    ),
  ];
  if ('authorityFor' in purpose) {
    return [
      // No authority below this one.
      critical(OID.basicConstraints, der.sequence(der.isTrue(), der.natural(Buffer.from([0])))),
      critical(OID.keyUsage, SIGNS_CERTIFICATES),
      critical(OID.nameConstraints, der.sequence(der.tagged(0, ...subtrees(purpose.authorityFor)))),
      ...identifiers,
    ];
  }
  const { dns, ip } = purpose.serverOf;
  return [
    critical(OID.basicConstraints, der.sequence()),
    critical(OID.keyUsage, SIGNS_HANDSHAKES),
    extension(OID.extKeyUsage, der.sequence(der.objectIdentifier(OID.serverAuth))),
    extension(
      OID.subjectAltName,
      der.sequence(
        ...dns.map((host) => der.taggedBytes(DNS_NAME, Buffer.from(host))),
        ...ip.map((address) => der.taggedBytes(IP_ADDRESS, addressBytes(address))),
      ),
    ),
    ...identifiers,
  ];
}

/** A DNS name covers what is below it; of addresses each is meant alone. */
function subtrees({ dns, ip }: HostNames): Buffer[] {
  const addresses = ip
    .map(addressBytes)
    .map((bytes) => Buffer.concat([bytes, Buffer.alloc(bytes.length, 0xff)]));
  return [
    ...dns.map((host) => der.sequence(der.taggedBytes(DNS_NAME, Buffer.from(host)))),
    ...addresses.map((bytes) => der.sequence(der.taggedBytes(IP_ADDRESS, bytes))),
  ];
}

/** Of IPv6, forms that begin with `::` or have all their groups. */
function addressBytes(address: string): Buffer {
  if (isIPv4(address)) return Buffer.from(address.split('.').map(Number));
  const groups = address.split(':').filter((group) => group !== '');
  const digits = groups.map((group) => group.padStart(4, '0')).join('');
  return Buffer.from(digits.padStart(32, '0'), 'hex');
}

function name(commonName: string): Buffer {
  const attribute = der.sequence(der.objectIdentifier(OID.commonName), der.utf8String(commonName));
  return der.sequence(der.set(attribute));
}

function extension(oid: string, value: Uint8Array): Buffer {
  return der.sequence(der.objectIdentifier(oid), der.octetString(value));
}

function critical(oid: string, value: Uint8Array): Buffer {
  return der.sequence(der.objectIdentifier(oid), der.isTrue(), der.octetString(value));
}

/** A name for a key, the same in its own certificate and in those it signs. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function pem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g)!;
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
