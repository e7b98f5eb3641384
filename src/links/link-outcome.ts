/**
 * What became of a link that was used:
 * - `linked`: the two openids are joined; `already_linked`: they were before
 * - `openid_taken`: the openid it was made for is joined to another visitor's
 * - `visitor_taken`: the visitor is joined to another openid of that account
 * - `unionid_differs`: unionids say that these are two people
 * - `signed_in`: it was made for an openid of the very account that authorizes, and that one came
 * - `another_visitor`: the same, and somebody else came
 */
export type LinkOutcome =
  | 'linked'
  | 'already_linked'
  | 'openid_taken'
  | 'visitor_taken'
  | 'unionid_differs'
  | 'signed_in'
  | 'another_visitor';

/** Why a link did nothing for whoever came with it. */
export type LinkRefusal = 'unknown' | 'used' | 'expired' | 'conflict' | 'another_visitor';

/** An outcome that joined nobody, as a visitor is told of it; null where all is well. */
export function refusalOf(outcome: LinkOutcome): LinkRefusal | null {
  switch (outcome) {
    case 'openid_taken':
    case 'visitor_taken':
    case 'unionid_differs':
      return 'conflict';
    case 'another_visitor':
      return 'another_visitor';
    default:
      return null;
  }
}
