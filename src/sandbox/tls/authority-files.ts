import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { rootCertificates } from 'node:tls';
import type { Random } from '../../kernel/random/random.js';
import { Authority } from './authority.js';

/** An authority that outlasts the process, and the files by which clients come to trust it. */
export interface KeptAuthority {
  readonly authority: Authority;
  /** Its certificate: for `NODE_EXTRA_CA_CERTS` and for trust stores. */
  readonly certificateFile: string;
  /** The world's authorities and this one: for programs that take a whole bundle, such as by `SSL_CERT_FILE`. */
  readonly bundleFile: string;
}

/** The authority in `folder` (such as `DATA_DIR/sandbox`), made on the first call; its key in `ca-key.pem`, mode 0600. */
export function authorityIn(folder: string, random: Random, now: Date): KeptAuthority {
  mkdirSync(folder, { recursive: true });
  const keyFile = path.join(folder, 'ca-key.pem');
  const certificateFile = path.join(folder, 'ca.pem');
  const bundleFile = path.join(folder, 'ca-bundle.pem');
  const authority = read(keyFile, now) ?? make(keyFile, random, now);
  keep(certificateFile, authority.certificate, random);
  keep(bundleFile, `${rootCertificates.join('\n')}\n${authority.certificate}`, random);
  return { authority, certificateFile, bundleFile };
}

function make(keyFile: string, random: Random, now: Date): Authority {
  const fresh = Authority.create(random, now);
  const aside = asideOf(keyFile, random);
  writeFileSync(aside, fresh.pem, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(aside, keyFile);
    return fresh;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    // Another process was first, or what lies there is no good.
    const theirs = read(keyFile, now);
    if (theirs) return theirs;
    renameSync(aside, keyFile);
    return fresh;
  } finally {
    rmSync(aside, { force: true });
  }
}

function read(keyFile: string, now: Date): Authority | null {
  const pem = contentOf(keyFile);
  return pem === null ? null : Authority.read(pem, now);
}

/** Leaves a file that says this already alone; otherwise readers see the old content or the new, never half of it. */
function keep(file: string, content: string, random: Random): void {
  if (contentOf(file) === content) return;
  const aside = asideOf(file, random);
  writeFileSync(aside, content, { mode: 0o644, flag: 'wx' });
  renameSync(aside, file);
}

function asideOf(file: string, random: Random): string {
  return `${file}.${random.alphanumeric(8)}`;
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
