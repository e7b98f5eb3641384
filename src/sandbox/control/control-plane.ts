import type { z } from 'zod';
import { InvalidInput, MethodNotAllowed } from '../../kernel/errors/problem.js';
import { eventStreamAnswer, jsonAnswer, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import { NoSuchControlRoute, RefusedByRule } from '../sandbox.errors.js';
import type { World } from '../world.js';
import { chatRoutes } from '../messages/chat-routes.js';
import { mediaRoutes } from '../media/media-routes.js';
import { pushRoutes } from '../pushes/push-routes.js';
import { runawayRoutes } from '../runaways/runaway-routes.js';
import { scanRoutes } from '../qrcodes/scan-routes.js';
import { accountRoutes } from './account-routes.js';
import { followerRoutes } from './follower-routes.js';
import { describeControlPlane } from './openapi.js';
import { personaRoutes } from './persona-routes.js';
import { presetRoutes } from './preset-routes.js';
import { EventStream, WithHeaders, type ControlRoute } from './route.js';
import { tokenRoutes } from './token-routes.js';
import { trafficRoutes } from './traffic-routes.js';
import { worldRoutes } from './world-routes.js';
import { worldsRoutes } from './worlds-routes.js';

/** Every address below `/_sandbox`. */
export const CONTROL_ROUTES: readonly ControlRoute[] = [
  ...worldRoutes,
  ...worldsRoutes,
  ...personaRoutes,
  ...followerRoutes,
  ...accountRoutes,
  ...tokenRoutes,
  ...trafficRoutes,
  ...runawayRoutes,
  ...pushRoutes,
  ...chatRoutes,
  ...scanRoutes,
  ...mediaRoutes,
  ...presetRoutes,
];

const PREFIX = '/_sandbox';

/** What there is, in a form that a person reads in a terminal. */
function listOfRoutes(): object {
  const routes = CONTROL_ROUTES.map(({ method, path, summary }) => [`${method} ${PREFIX}${path}`, summary]);
  return { description: `${PREFIX}/openapi.json`, routes: Object.fromEntries(routes) as object };
}

/** Answers a call to the control plane. @throws NoSuchControlRoute, MethodNotAllowed, InvalidInput and what the route throws */
export async function answerAsControlPlane(call: Call, world: World): Promise<Answer> {
  const path = call.path.slice(PREFIX.length);
  if ((path === '' || path === '/') && call.method === 'GET') return jsonAnswer(listOfRoutes());
  if (path === '/openapi.json') return jsonAnswer(describeControlPlane(CONTROL_ROUTES));
  const here = CONTROL_ROUTES.flatMap((route) => {
    const variables = matchTemplate(route.path, path);
    return variables ? [{ route, variables }] : [];
  });
  if (here.length === 0) throw new NoSuchControlRoute(call.method, call.path);
  const found = here.find(({ route }) => route.method === call.method);
  if (!found) throw new MethodNotAllowed(here.map(({ route }) => route.method));
  return run(found.route, found.variables, call, world);
}

async function run(
  route: ControlRoute,
  variables: Record<string, string>,
  call: Call,
  world: World,
): Promise<Answer> {
  const body = route.body ? checked(route.body, parseJson(call.body)) : undefined;
  const query = checkedQuery(route, call);
  const request = { world, call, path: variables, body: body as never, query: query as never };
  const result = await obeyed(() => route.run(request));
  if (result instanceof EventStream) return eventStreamAnswer(result.open);
  const { value, headers } = result instanceof WithHeaders ? result : new WithHeaders(result, {});
  if (value === undefined) return { status: 204, headers, body: '' };
  return jsonAnswer(value, route.status, headers);
}

/** @throws RefusedByRule where a rule of WeChat stands against what a route does in somebody's name */
async function obeyed(act: () => unknown): Promise<unknown> {
  try {
    return await act();
  } catch (error) {
    throw error instanceof Refusal ? new RefusedByRule(error) : error;
  }
}

function checkedQuery(route: ControlRoute, call: Call): unknown {
  const given = Object.fromEntries(call.parameters);
  if (route.query) return checked(route.query, given);
  const unknown = Object.keys(given);
  if (unknown.length > 0)
    throw new InvalidInput(unknown.map((field) => ({ field, message: 'not known here' })));
  return undefined;
}

function checked(schema: z.ZodType, value: unknown): unknown {
  const outcome = schema.safeParse(value);
  if (outcome.success) return outcome.data;
  throw new InvalidInput(outcome.error.issues.flatMap(namedFields));
}

function namedFields(issue: z.core.$ZodIssue): { field: string; message: string }[] {
  const at = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...at, key].join('.'), message: 'not known here' }));
  }
  return [{ field: at.join('.') || 'body', message: issue.message }];
}

/** No body is as good as one that says nothing: what is missing from it is told by name. */
function parseJson(text: string): unknown {
  if (text.trim() === '') return {};
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidInput([{ field: 'body', message: 'not JSON' }]);
  }
}

/** The variables of `/personas/{id}` in `/personas/emoji`, or null when the path is another. */
function matchTemplate(template: string, path: string): Record<string, string> | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const variables: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const text = given[index]!;
    if (part.startsWith('{') && text !== '') variables[part.slice(1, -1)] = text;
    else if (part !== text) return null;
  }
  return variables;
}
