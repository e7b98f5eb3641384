import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { AppError } from '../../kernel/errors/app-error.js';
import { MethodNotAllowed, problemOf } from '../../kernel/errors/problem.js';
import type { Log } from '../../kernel/logging/log.js';
import { answerAsControlPlane } from '../control/control-plane.js';
import { requireLoopbackName, requireSameOrigin } from '../control/gate.js';
import { differencesPage } from '../differences/differences-page.js';
import { isJsCall, jsPreflight } from '../jssdk/js-calls.js';
import type { JsSdkFile } from '../jssdk/jssdk-file.js';
import { originForm } from '../proxy/absolute-form.js';
import { BodyTooLarge } from '../sandbox.errors.js';
import { takeCall } from '../traffic/take-call.js';
import type { World } from '../world.js';
import { jsonAnswer, type Answer } from './answer.js';
import { readBody } from './body.js';
import { Call } from './call.js';
import { refusal } from './unread-call.js';
import type { WebFolder } from './web-folder.js';

/** 4 MB. */
const UNREAD_BYTES = 4_194_304;

/** What a sandbox serves from the disk. */
export interface ServedFiles {
  readonly folders: readonly WebFolder[];
  readonly jsSdk: JsSdkFile;
}

/** One listener for four faces: the phone, the inspector, the control plane, and WeChat itself everywhere else. */
export function requestListener(world: World, files: ServedFiles, log: Log): RequestListener {
  return (request, response) => {
    void respond(request, response, world, files, log);
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  world: World,
  files: ServedFiles,
  log: Log,
): Promise<void> {
  let answer: Answer | null;
  try {
    request.url = originForm(request.url ?? '/', request.socket.localPort);
    answer = namesNoHost(request)
      ? refusal(400)
      : await answerTo(
          new Call(request, await readBody(request), request.socket.remoteAddress),
          world,
          files,
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
  if (answer.stream && request.method !== 'HEAD') {
    response.writeHead(answer.status, answer.headers);
    keepSending(response, answer.stream);
    return;
  }
  // WeChat says how long its answers are; Node alone would send them in chunks.
  const length = answer.status === 204 ? {} : { 'content-length': Buffer.byteLength(answer.body) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(request.method === 'HEAD' ? undefined : answer.body);
}

/** In HTTP/1.1 a request must; in HTTP/1.0 there was no such header. */
function namesNoHost({ httpVersion, headers }: IncomingMessage): boolean {
  return httpVersion === '1.1' && headers.host === undefined;
}

/** Sends until the connection ends; a reader that falls too far behind is cut off, and may come back. */
function keepSending(response: ServerResponse, stream: NonNullable<Answer['stream']>): void {
  response.flushHeaders();
  const stop = stream((text) => {
    response.write(text);
    if (response.writableLength > UNREAD_BYTES) response.destroy();
  });
  response.on('close', stop);
}

async function answerTo(call: Call, world: World, files: ServedFiles): Promise<Answer | null> {
  if (call.path === '/_sandbox' || call.path.startsWith('/_sandbox/')) {
    requireLoopbackName(call);
    requireSameOrigin(call);
    return answerAsControlPlane(call, world);
  }
  const folder = files.folders.find((each) => each.covers(call.path));
  if (folder || call.path === '/differences') {
    requireLoopbackName(call);
    requireReading(call);
    return folder ? folder.answer(call.path) : differencesPage(call);
  }
  if (call.method === 'OPTIONS' && isJsCall(call.path)) return jsPreflight();
  if (files.jsSdk.covers(call.path)) {
    requireReading(call);
    return files.jsSdk.answer();
  }
  if (call.path === '/favicon.ico') return { status: 204, headers: {}, body: '' };
  return takeCall(call, world);
}

/** @throws MethodNotAllowed */
function requireReading(call: Call): void {
  if (call.method !== 'GET' && call.method !== 'HEAD') throw new MethodNotAllowed(['GET']);
}

function refuse(error: unknown, world: World, log: Log): Answer {
  if (!(error instanceof AppError)) log.error('sandbox.request_failed', { error });
  const problem = problemOf(error, world.random.alphanumeric(12));
  const allow = error instanceof MethodNotAllowed ? { allow: error.allowed.join(', ') } : {};
  return jsonAnswer(problem, problem.status, allow);
}
