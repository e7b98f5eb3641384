import { z } from 'zod';
import { route } from '../control/route.js';
import { addressOf } from './media-calls.js';
import { MEDIA_TYPES } from './media-store.js';

/** No markup and no programs: what is shown, is shown by the sandbox's own origin. */
const CONTENT_TYPE = /^(?:image\/(?:png|jpeg|gif|webp)|audio\/[\w.+-]{1,40}|video\/[\w.+-]{1,40})$/;

/** What users send that is no text. */
export const mediaRoutes = [
  route({
    method: 'POST',
    path: '/accounts/{key}/media',
    summary: 'Keeps a picture, sound or film for three days, to be named by the message of a user',
    status: 201,
    body: z
      .strictObject({
        type: z.enum(MEDIA_TYPES),
        content_type: z.string().regex(CONTENT_TYPE, 'no picture, sound or film'),
        content: z.base64().min(4).describe('Base64; two megabytes at most'),
      })
      .refine(
        ({ type, content_type: contentType }) =>
          contentType.startsWith({ image: 'image/', voice: 'audio/', video: 'video/' }[type]),
        { path: ['content_type'], message: 'not of this type' },
      ),
    answer: z.object({ media_id: z.string(), url: z.string().describe('Where anybody may see it') }),
    run: ({ world, path, body }) => {
      const bytes = Buffer.from(body.content, 'base64');
      const medium = { type: body.type, contentType: body.content_type, bytes };
      const id = world.media.put(world.accounts.get(path['key']!), medium);
      return { media_id: id, url: addressOf(id, world) };
    },
  }),
];
