import { API_LIMITS } from '../quotas/api-limits.js';
import { Refusal } from '../rules.js';

/** A `cgi_path` that has a quota. @throws Refusal 76003, 76022, 76021 */
export function requireKnownPath(path: unknown): string {
  if (typeof path !== 'string' || !path.startsWith('/')) throw new Refusal('cgi.path_form');
  if (/(?:^|\/)sns\//.test(path)) throw new Refusal('cgi.path_forbidden');
  if (!Object.hasOwn(API_LIMITS, path)) throw new Refusal('cgi.path_unknown');
  return path;
}
