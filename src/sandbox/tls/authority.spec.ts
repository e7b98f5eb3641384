import { createPrivateKey, createPublicKey, X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, createServer } from 'node:tls';
import { SystemRandom } from '../../kernel/random/system-random.js';
import { Authority } from './authority.js';
import { authorityIn } from './authority-files.js';
import { certificate } from './certificate.js';
import { SERVED_HOSTS } from './wechat-hosts.js';

const random = new SystemRandom();
const now = new Date('2026-11-22T08:00:00Z');

describe('a certificate', () => {
  const authority = Authority.create(random, now);
  const root = new X509Certificate(authority.certificate);
  const leaf = new X509Certificate(authority.serverCredentials(random, now).cert);

  it('of a server is signed by the authority, and no authority itself', () => {
    expect(leaf.verify(root.publicKey)).toBe(true);
    expect(leaf.checkIssued(root)).toBe(true);
    expect([root.ca, leaf.ca]).toEqual([true, false]);
    expect(root.verify(root.publicKey)).toBe(true);
  });

  it('of a server is for each of the hosts and no others', () => {
    for (const host of SERVED_HOSTS.dns.filter((host) => !host.startsWith('*'))) {
      expect([host, leaf.checkHost(host)]).not.toContain(undefined);
    }
    for (const address of SERVED_HOSTS.ip) expect(leaf.checkIP(address)).toBe(address);
    for (const host of ['qq.com', 'www.qq.com', 'weixin.qq.com.example']) {
      expect(leaf.checkHost(host)).toBeUndefined();
    }
  });

  it('says from when to when, and is a day old at birth', () => {
    expect([leaf.validFrom, leaf.validTo]).toEqual(['Nov 21 08:00:00 2026 GMT', 'Dec 24 08:00:00 2027 GMT']);
    const late = Authority.create(random, new Date('2045-01-01T00:00:00Z'));
    expect(new X509Certificate(late.certificate).validTo).toBe('Dec 30 00:00:00 2054 GMT');
  });

  it('has a serial number of chance', () => {
    expect(leaf.serialNumber).not.toBe(root.serialNumber);
    expect(leaf.serialNumber.length).toBeGreaterThan(24);
  });
});

it('cannot vouch for others, even when its key is in wrong hands', async () => {
  const authority = Authority.create(random, now);
  const key = createPrivateKey(authority.pem);
  const attempt = async (host: string) => {
    const cert = certificate({
      subject: 'somebody',
      subjectKey: createPublicKey(key),
      issuer: 'Lingpai sandbox, no real authority',
      issuerKey: { publicKey: createPublicKey(key), privateKey: key },
      serial: random.bytes(16),
      now: new Date(),
      days: 1,
      purpose: { serverOf: { dns: [host], ip: [] } },
    });
    const server = createServer({ key: authority.pem, cert }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const socket = connect({ port, host: '127.0.0.1', servername: host, ca: authority.certificate });
    const outcome = await Promise.race([
      once(socket, 'secureConnect').then(() => 'trusted'),
      once(socket, 'error').then(([error]) => (error as Error).message),
    ]).catch((error: Error) => error.message);
    socket.destroy();
    server.close();
    return outcome;
  };
  expect(await attempt('pay.weixin.qq.com')).toBe('trusted');
  expect(await attempt('bank.example')).toBe('permitted subtree violation');
});

describe('the files', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'lingpai-authority-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('hold the same authority every time, its key for the owner alone', () => {
    const first = authorityIn(path.join(folder, 'sandbox'), random, now);
    const second = authorityIn(path.join(folder, 'sandbox'), random, now);
    expect(second.authority.pem).toBe(first.authority.pem);
    expect(statSync(path.join(folder, 'sandbox/ca-key.pem')).mode & 0o777).toBe(0o600);
    expect(readFileSync(first.certificateFile, 'utf8')).toBe(first.authority.certificate);
    expect(readFileSync(first.certificateFile, 'utf8')).not.toContain('PRIVATE');
    expect(readFileSync(first.bundleFile, 'utf8')).toContain(first.authority.certificate);
  });

  it.each([
    ['lapses too soon', Authority.create(random, new Date('2017-12-01T00:00:00Z')).pem],
    ['is broken', 'no key'],
    [
      'has the key of another',
      Authority.create(random, now).pem.split('-----BEGIN CERT')[0]! +
        Authority.create(random, now).certificate,
    ],
  ])('are made anew when what lies there %s', (_, content) => {
    writeFileSync(path.join(folder, 'ca-key.pem'), content);
    const { authority, certificateFile } = authorityIn(folder, random, now);
    expect(authority.pem).not.toBe(content);
    expect(Authority.read(readFileSync(path.join(folder, 'ca-key.pem'), 'utf8'), now)!.pem).toBe(
      authority.pem,
    );
    expect(readFileSync(certificateFile, 'utf8')).toBe(authority.certificate);
  });
});
