/** What operators may be. */
export const ROLES = ['owner', 'editor', 'viewer'] as const;

export type Role = (typeof ROLES)[number];

const EVERYBODY = ROLES;
const EDITORS = ['owner', 'editor'] as const;
const OWNERS = ['owner'] as const;

/** Who may do what in the console: the whole policy. A route names one of these operations, or it is closed. */
export const POLICY = {
  /** One's own session, password and one-time codes. */
  'self:use': EVERYBODY,
  'overview:read': EVERYBODY,
  'accounts:read': EVERYBODY,
  'accounts:write': EDITORS,
  'accounts:add': OWNERS,
  /** The AppSecret and what pushes are signed with. */
  'accounts:secrets': OWNERS,
  'callers:read': EVERYBODY,
  'callers:write': OWNERS,
  'tokens:read': EVERYBODY,
  'tokens:renew': EDITORS,
  /** Voids the token that everybody uses. */
  'tokens:force': OWNERS,
  /** Sees the value itself. */
  'tokens:reveal': OWNERS,
  'users:read': EVERYBODY,
  'users:write': EDITORS,
  'users:erase': OWNERS,
  'users:export': EDITORS,
  'sync:read': EVERYBODY,
  'sync:write': EDITORS,
  'replies:read': EVERYBODY,
  'replies:write': EDITORS,
  'audit:read': OWNERS,
  'operators:read': OWNERS,
  'operators:write': OWNERS,
} as const satisfies Record<string, readonly Role[]>;

/** Something that can be done in the console. */
export type Operation = keyof typeof POLICY;

/** Whether a role may do it. */
export function may(role: Role, operation: Operation): boolean {
  return (POLICY[operation] as readonly Role[]).includes(role);
}

/** Everything that a role may do. */
export function operationsOf(role: Role): Operation[] {
  return (Object.keys(POLICY) as Operation[]).filter((operation) => may(role, operation));
}
