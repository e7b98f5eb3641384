import { ADMIN_DESCRIPTION, ADMIN_TAGS } from './admin-description.js';
import { API_DESCRIPTION, API_TAGS } from './api-description.js';
import type { NotedRoute, RouteUsers } from './noted-routes.js';
import {
  callerAnswers,
  EVERY_OPERATOR,
  EVERY_ROUTE,
  problemAnswers,
  sharedAnswers,
} from './problem-answers.js';

/** What an operation says beyond what every operation says. */
interface Particulars {
  readonly needs: string;
  readonly security: readonly Record<string, readonly string[]>[];
  readonly failures: Record<string, object>;
  /** Fields of our own, for programs that check the policy. */
  readonly extensions?: Record<string, unknown>;
}

/** For whom a document is: what stands in it beside the routes, and what is said of each. */
export interface Audience {
  readonly users: RouteUsers;
  readonly title: string;
  readonly description: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly securitySchemes: Record<string, object>;
  /** Failures that its operations refer to. */
  readonly responses: () => Record<string, object>;
  readonly particularsOf: (route: NotedRoute) => Particulars;
}

/** Backends with a key: `/openapi.json`. */
export const CALLERS: Audience = {
  users: 'callers',
  title: 'Lingpai',
  description: API_DESCRIPTION,
  tags: API_TAGS,
  securitySchemes: {
    apiKey: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'lp_…',
      description: 'A caller’s API key, from `lingpai api-key create`. Scopes say what it may do.',
    },
  },
  responses: sharedAnswers,
  particularsOf: ({ scope, problems }) => ({
    needs: scope === null ? '' : `Needs the scope \`${scope}\`.`,
    security: scope === null ? [] : [{ apiKey: [scope] }],
    failures: scope === null ? problemAnswers([...EVERY_ROUTE, ...problems]) : callerAnswers(problems),
  }),
};

/** The console: its types are made from this. */
export const OPERATORS: Audience = {
  users: 'operators',
  title: 'Lingpai: the console',
  description: ADMIN_DESCRIPTION,
  tags: ADMIN_TAGS,
  securitySchemes: {
    session: {
      type: 'apiKey',
      in: 'cookie',
      name: '__Host-lingpai-admin',
      description: 'An operator’s session; `lingpai-admin` on plain-http localhost.',
    },
  },
  responses: () => ({}),
  particularsOf: ({ operator, problems }) => ({
    needs: operator === null ? 'Nobody need be signed in.' : `For ${operator.roles.join(', ')}.`,
    security: operator === null ? [] : [{ session: [] }],
    failures: problemAnswers([...EVERY_ROUTE, ...(operator === null ? [] : EVERY_OPERATOR), ...problems]),
    extensions:
      operator === null
        ? {}
        : {
            'x-operation': operator.operation,
            'x-roles': operator.roles,
            'x-confirmed': operator.confirmed,
            'x-audit': operator.audit,
          },
  }),
};
