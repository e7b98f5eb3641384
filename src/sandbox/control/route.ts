import type { OutgoingHttpHeaders } from 'node:http';
import type { z } from 'zod';
import type { Call } from '../http/call.js';
import type { World } from '../world.js';

/** What a control route is given, its input already checked. */
export interface ControlRequest<Body, Query> {
  readonly world: World;
  readonly call: Call;
  /** The `{name}` parts of the path. */
  readonly path: Readonly<Record<string, string>>;
  readonly body: Body;
  readonly query: Query;
}

/** A route's own headers, beside what it answers. */
export class WithHeaders {
  constructor(
    readonly value: unknown,
    readonly headers: OutgoingHttpHeaders,
  ) {}
}

/** An answer that goes on for as long as somebody listens (server-sent events). */
export class EventStream {
  /** @param open is handed the way to send; answers how to stop */
  constructor(readonly open: (send: (text: string) => void) => () => void) {}
}

/** One address of the control plane: the schemas guard it, type it and describe it. */
export interface ControlRoute {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Below `/_sandbox`, `{name}` for a variable part. */
  readonly path: string;
  readonly summary: string;
  readonly status: 200 | 201 | 204;
  readonly body?: z.ZodType;
  readonly query?: z.ZodType;
  readonly answer?: z.ZodType;
  /** The media type of what it answers. */
  readonly answerType: string;
  run(request: ControlRequest<never, never>): unknown;
}

interface RouteDefinition<Body extends z.ZodType, Query extends z.ZodType> {
  readonly method: ControlRoute['method'];
  readonly path: string;
  readonly summary: string;
  readonly status?: 200 | 201 | 204;
  readonly body?: Body;
  readonly query?: Query;
  readonly answer?: z.ZodType;
  /** `application/json` when absent. */
  readonly answerType?: string;
  run(request: ControlRequest<z.output<Body>, z.output<Query>>): unknown;
}

/** Declares a route; `run` gets what the schemas make of the input. */
export function route<Body extends z.ZodType, Query extends z.ZodType>(
  definition: RouteDefinition<Body, Query>,
): ControlRoute {
  const usual = {
    status: definition.answer ? (200 as const) : (204 as const),
    answerType: 'application/json',
  };
  return { ...usual, ...definition, run: definition.run as ControlRoute['run'] };
}
