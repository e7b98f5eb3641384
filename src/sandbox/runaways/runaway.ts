/** What a program does that goes on and on. */
export const RUNAWAY_KINDS = ['calls', 'refused_calls', 'logins'] as const;

/** A program that seems to recurse for ever: one API called without pause, or a visitor sent to authorize again and again. */
export interface Runaway {
  readonly id: number;
  readonly kind: (typeof RUNAWAY_KINDS)[number];
  /** The API, or the address of the page that asks for authorization, without its query. */
  readonly path: string;
  readonly appId: string | null;
  /** The caller's IP address; null of a login. */
  readonly caller: string | null;
  readonly agent: string | null;
  /** Who is sent round; null of calls. */
  readonly persona: string | null;
  /** What the calls were refused with the last time; 0 where they went well. */
  readonly errcode: number;
  /** The most calls within one second, or authorizations in a row. */
  readonly count: number;
  /** The sandbox's time, milliseconds since 1970. */
  readonly beganAtMs: number;
  readonly lastAtMs: number;
  /** Real time, milliseconds since 1970. */
  readonly beganRealMs: number;
  readonly lastRealMs: number;
}

/** What one program did that may be part of a runaway. */
export interface Sighting {
  readonly path: string;
  readonly appId: string | null;
  readonly caller: string | null;
  readonly agent: string | null;
  readonly persona: string | null;
  readonly errcode: number;
}
