import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { World } from '../world.js';
import { snsAnswer } from './sns-answer.js';
import { grantOf } from './user-token.js';

/** `GET /sns/auth`: whether a user token is good. A token nobody issued is 40014 here, whatever its form. */
export function checkToken(call: Call, world: World): Answer {
  try {
    grantOf(call, world);
  } catch (error) {
    if (error instanceof Refusal && error.ruleId === 'sns.bad_token')
      throw new Refusal('sns.malformed_token');
    throw error;
  }
  return snsAnswer(world, { errcode: 0, errmsg: 'ok' });
}
