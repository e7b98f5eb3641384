import type { AppError } from '../kernel/errors/app-error.js';
import type { LinkRefusal } from './link-outcome.js';
import { LinkConflict, LinkExpired, LinkOfAnother, LinkUnknown, LinkUsed } from './links.errors.js';

const FAILURES: Readonly<Record<LinkRefusal, () => AppError>> = {
  unknown: () => new LinkUnknown(),
  used: () => new LinkUsed(),
  expired: () => new LinkExpired(),
  conflict: () => new LinkConflict(),
  another_visitor: () => new LinkOfAnother(),
};

/** The error that tells a visitor why their link did nothing. */
export function linkFailure(why: LinkRefusal): AppError {
  return FAILURES[why]();
}
