import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AppError } from '../../kernel/errors/app-error.js';
import { MethodNotAllowed, problemOf } from '../../kernel/errors/problem.js';
import type { Log } from '../../kernel/logging/log.js';
import { answerAsControlPlane } from '../control/control-plane.js';
import { requireLoopbackName, requireSameOrigin } from '../control/gate.js';
import type { PhoneFiles } from '../phone/phone-files.js';
import { BodyTooLarge } from '../sandbox.errors.js';
import { takeCall } from '../traffic/take-call.js';
import type { World } from '../world.js';
import { jsonAnswer, type Answer } from './answer.js';
import { readBody } from './body.js';
import { Call } from './call.js';

/** One listener for three faces: the phone, the control plane, and WeChat itself everywhere else. */
export function requestListener(world: World, phone: PhoneFiles, log: Log): RequestListener {
  return (request, response) => {
    void respond(request, response, world, phone, log);
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  phone: PhoneFiles,
  log: Log,
): Promise<void> {
  let answer: Answer | null;
  try {
    answer = await answerTo(
      new Call(request, await readBody(request), request.socket.remoteAddress),
      world,
      phone,
    );
  } catch (error) {
    answer = refuse(error, world, log);
    if (error instanceof BodyTooLarge) response.setHeader('connection', 'close');
  }
  if (answer === null) {
    response.destroy();
    return;
  }
  response.setHeader('x-lingpai-sandbox', '1');
  if (answer.cutShort) {
    const promised = Buffer.byteLength(answer.body) + 1;
    response.writeHead(answer.status, { ...answer.headers, 'content-length': promised });
    response.write(answer.body, () => response.destroy());
    return;
  }
  response.writeHead(answer.status, answer.headers);
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

async function answerTo(call: Call, world: World, phone: PhoneFiles): Promise<Answer | null> {
  if (call.path.startsWith('/_sandbox/')) {
    requireLoopbackName(call);
    requireSameOrigin(call);
    return answerAsControlPlane(call, world);
  }
  if (call.path === '/' || call.path.startsWith('/phone/')) {
    requireLoopbackName(call);
    if (call.method !== 'GET' && call.method !== 'HEAD') throw new MethodNotAllowed(['GET']);
    return phone.answer(call.path);
  }
  if (call.path === '/favicon.ico') return { status: 204, headers: {}, body: '' };
  return takeCall(call, world);
}

function refuse(error: unknown, world: World, log: Log): Answer {
  if (!(error instanceof AppError)) log.error('sandbox.request_failed', { error });
  const problem = problemOf(error, world.random.alphanumeric(12));
  const allow = error instanceof MethodNotAllowed ? { allow: error.allowed.join(', ') } : {};
  return jsonAnswer(problem, problem.status, allow);
}
