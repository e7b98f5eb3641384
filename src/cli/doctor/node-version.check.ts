import { type Check, fail, ok, warn } from './check.js';

/** As the README says it, too. */
const NEEDED = 'Node.js 20.19 or newer; an LTS line such as 24 is recommended';
/** The oldest line that still gets fixes; 20 ended in April 2026. */
const OLDEST_MAINTAINED = 22;

/** Whether this Node runs the program, and is still looked after. @param version such as `22.12.0` */
export function checkNodeVersion(version: string): Check {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const runs = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  if (!runs) return fail('node', version, `Install ${NEEDED} (of the 22 line 22.12 or newer).`);
  if (major < OLDEST_MAINTAINED)
    return warn('node', `${version}, which gets no more security fixes`, `It runs on ${NEEDED}.`);
  if (major % 2 === 1) return warn('node', `${version}, not an LTS line`, `It runs on ${NEEDED}.`);
  return ok('node', version);
}
