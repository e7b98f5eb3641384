import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { cgiAnswer, OK } from './cgi-answer.js';
import { postedFields } from './cgi-call.js';

/** `POST /cgi-bin/tags/create`: a tag (标签), numbered by WeChat. */
export function createTag(call: Call, world: World, account: SandboxAccount): Answer {
  const tag = world.followers.of(account).tags.create(postedTag(call).name);
  return cgiAnswer(call, world, { tag });
}

/** `GET /cgi-bin/tags/get`: each tag, and how many carry it. */
export function listTags(call: Call, world: World, account: SandboxAccount): Answer {
  return cgiAnswer(call, world, { tags: world.followers.of(account).tags.list() });
}

/** `POST /cgi-bin/tags/update`. */
export function renameTag(call: Call, world: World, account: SandboxAccount): Answer {
  const { id, name } = postedTag(call);
  world.followers.of(account).tags.rename(id, name);
  return cgiAnswer(call, world, OK);
}

/** `POST /cgi-bin/tags/delete`: whoever carries it loses it. */
export function deleteTag(call: Call, world: World, account: SandboxAccount): Answer {
  world.followers.of(account).tags.delete(postedTag(call).id);
  return cgiAnswer(call, world, OK);
}

function postedTag(call: Call): { id?: unknown; name?: unknown } {
  const { tag } = postedFields(call);
  if (typeof tag !== 'object' || tag === null) throw new Refusal('cgi.body');
  return tag;
}
