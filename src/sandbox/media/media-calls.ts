import { cgiAnswer } from '../cgi/cgi-answer.js';
import { nothingThere, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';

/** Where what users sent is shown: what `PicUrl` names. */
export const MEDIA_PATH = '/mmbiz/';

/** `GET /cgi-bin/media/get`: the bytes of what a user sent; of a film its address. */
export function getMedia(call: Call, world: World, account: SandboxAccount): Answer {
  const id = call.parameter('media_id') ?? '';
  const medium = world.media.of(account, id);
  if (!medium) throw new Refusal('cgi.media');
  if (medium.type === 'video' && world.switches.video_media === 'url')
    return cgiAnswer(call, world, { video_url: addressOf(id, world) });
  const [, ending = 'bin'] = medium.contentType.split('/');
  const name = `attachment; filename="${id}.${ending}"`;
  const headers = { 'content-type': medium.contentType, 'content-disposition': name };
  return { status: 200, headers, body: medium.bytes };
}

/** `GET /mmbiz/<media_id>/0`: the same for anybody who has the address. */
export function showMedia(call: Call, world: World): Answer {
  const medium = world.media.find(call.path.slice(MEDIA_PATH.length).split('/')[0]!);
  if (!medium) return nothingThere();
  const headers = { 'content-type': medium.contentType, 'x-content-type-options': 'nosniff' };
  return { status: 200, headers, body: medium.bytes };
}

/** Where a medium is shown. */
export function addressOf(id: string, world: World): string {
  return `${world.url}${MEDIA_PATH}${id}/0`;
}
