import { userInfo } from 'node:os';

const MOST_CHARACTERS = 64;

/**
 * What the operating system calls whoever runs this program, for the record of who did what; nothing is allowed or
 * refused by it. Letters, digits and . _ @ - only, 64 at most; `uid-1000` where the system has no name for them.
 */
export function systemUser(info: typeof userInfo = userInfo, uid = process.getuid?.()): string {
  try {
    return plain(info().username);
  } catch {
    // A container may run under a number that its /etc/passwd does not know.
    return plain(uid === undefined ? '' : `uid-${uid}`);
  }
}

function plain(name: string): string {
  const safe = name
    .normalize('NFKC')
    .replaceAll(/[^\p{L}\p{N}._@-]/gu, '_')
    .slice(0, MOST_CHARACTERS);
  return safe === '' ? 'unknown' : safe;
}
