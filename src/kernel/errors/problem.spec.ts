import { WeChatRefused } from '../../wechat/wechat-error.js';
import { AppError, type ErrorKind } from './app-error.js';
import { InvalidInput, MethodNotAllowed, NothingHere, problemOf, STATUS } from './problem.js';
import { RequestRefused } from './request-refused.js';

class Sample extends AppError {
  override readonly code = 'sample.failed';
  constructor(override readonly kind: ErrorKind) {
    super('For a person.', { cause: new Error('canary-cause') });
  }
}

it.each(Object.entries(STATUS))('of kind %s has status %i, a title and its code', (kind, status) => {
  const problem = problemOf(new Sample(kind as ErrorKind), 'abcd1234');
  expect(problem).toEqual({
    type: '/errors/sample.failed',
    title: expect.not.stringMatching(/^Error$/) as string,
    status,
    detail: kind === 'internal' ? 'Something went wrong on our side.' : 'For a person.',
    code: 'sample.failed',
    request_id: 'abcd1234',
  });
});

it('tells nothing of a cause, nor of an error that is not ours', () => {
  const unknown = [new Error('canary'), 'canary', null, undefined, { message: 'canary' }];
  for (const error of unknown) {
    const problem = problemOf(error, 'abcd1234');
    expect(problem).toMatchObject({ status: 500, code: 'internal.unexpected', request_id: 'abcd1234' });
    expect(JSON.stringify(problem)).not.toContain('canary');
  }
  expect(JSON.stringify(problemOf(new Sample('internal'), 'x'))).not.toContain('canary');
});

it('names each field that is wrong', () => {
  const errors = [
    { field: 'limit', message: 'at most 100' },
    { field: 'page', message: 'not known here' },
  ];
  expect(problemOf(new InvalidInput(errors), 'x')).toMatchObject({
    status: 400,
    code: 'request.invalid',
    detail: 'The request is not valid: limit: at most 100; page: not known here',
    errors,
  });
});

it('says what WeChat said, where WeChat refused', () => {
  const problem = problemOf(
    new WeChatRefused('sns.userinfo', 48001, 'api unauthorized, rid: 6206378a-793424c0-2e4091cc'),
    'x',
  );
  expect(problem).toMatchObject({
    status: 502,
    wechat: {
      errcode: 48001,
      errmsg: 'api unauthorized, rid: 6206378a-793424c0-2e4091cc',
      rid: '6206378a-793424c0-2e4091cc',
    },
  });
});

it('knows the plain refusals', () => {
  expect(problemOf(new NothingHere(), 'x').status).toBe(404);
  expect(problemOf(new MethodNotAllowed(['GET', 'HEAD']), 'x')).toMatchObject({
    status: 405,
    detail: 'Allowed here: GET, HEAD.',
  });
});

it.each([
  [400, 400],
  [401, 401],
  [403, 403],
  [404, 404],
  [405, 405],
  [409, 409],
  [410, 410],
  [413, 413],
  [415, 400],
  [421, 421],
  [429, 429],
  [431, 400],
])('takes the framework’s %i for %i', (given, status) => {
  expect(problemOf(new RequestRefused(given), 'x').status).toBe(status);
});
