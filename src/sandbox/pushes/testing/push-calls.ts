import type { RunningSandbox } from '../../start-sandbox.js';
import { ask } from '../../testing/a-sandbox.js';
import type { PushMode } from '../push-terms.js';
import type { viewPush } from '../push-view.js';

export const TOKEN = 'sandboxtoken';
export const AES_KEY = 'h7ZycbpEh2vNdfkYulfw9pG95HjLYwmrKBFeqIktff6';

/** A call to the control plane: its status and its JSON. */
export async function control(sandbox: RunningSandbox, method: string, path: string, body?: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const reply = await ask(sandbox, `/_sandbox${path}`, { method, body: text });
  const json = reply.text === '' ? {} : (JSON.parse(reply.text) as Record<string, unknown>);
  return { status: reply.status, json };
}

/** Points the pushes of `main` at an address, without asking it first. */
export function pushTo(sandbox: RunningSandbox, url: string, mode: PushMode = 'plain'): void {
  sandbox.world.accounts.change('main', { pushUrl: url, push: { token: TOKEN, aesKey: AES_KEY, mode } });
}

/** Pushes one thing and answers what became of it. */
export async function push(
  sandbox: RunningSandbox,
  message: object,
  more: { openid?: string; persona?: string; odd?: object } = {},
): Promise<ReturnType<typeof viewPush>> {
  const { status, json } = await control(sandbox, 'POST', '/accounts/main/pushes', {
    pushes: [{ message, ...more }],
  });
  if (status !== 200) throw new Error(JSON.stringify(json));
  return (json['pushes'] as ReturnType<typeof viewPush>[])[0]!;
}
