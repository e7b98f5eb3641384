import type { Call } from '../http/call.js';
import { errcodeOf, type JournalEntry } from '../traffic/journal.js';
import type { World } from '../world.js';

const KEPT_AGENT_CHARACTERS = 120;
const AUTHORIZE_PATH = '/connect/oauth2/authorize';

/** What a program calls itself, its beginning. */
export function agentOf(call: Call): string | null {
  return call.header('user-agent')?.slice(0, KEPT_AGENT_CHARACTERS) ?? null;
}

/** Whether a call to an API is to be refused because its program calls for ever. */
export function isRunaway(call: Call, world: World): boolean {
  return (
    world.switches.runaway_answer === 'refused' && world.runaways.isOver(call.path, call.ip, agentOf(call))
  );
}

/** Counts a call that got its answer, where it may be part of a runaway. */
export function watchCall(entry: Omit<JournalEntry, 'seq'>, world: World): void {
  const { path, caller = null, agent = null, appId = null, persona } = entry;
  const sighting = { path, caller, agent, appId };
  if (path.startsWith('/cgi-bin/') || path.startsWith('/sns/')) {
    const errcode = errcodeOf(entry.body) ?? 0;
    world.runaways.called({ ...sighting, persona: null, errcode });
    return;
  }
  // The detour (connect_redirect) is part of the authorization that follows.
  if (path !== AUTHORIZE_PATH || entry.status === 301 || entry.rule !== null || persona === null) return;
  const parameters = new URLSearchParams(entry.query);
  const page = (parameters.get('redirect_uri') ?? '').replace(/[?#].*/, '');
  const login = { ...sighting, path: page, caller: null, persona, errcode: 0 };
  world.runaways.authorized(login, parameters.get('scope') ?? '');
}
