import { API_SCOPES } from './api-scopes.js';
import { noCalls } from './call-counts.js';

it('there is a count for every scope, which begins at none', () => {
  expect(Object.entries(noCalls())).toEqual(API_SCOPES.map((scope) => [scope, 0]));
});
