import { z } from 'zod';
import { describeWorld, furnishWorld, worldDescription } from '../worlds/world-description.js';
import type { World } from '../world.js';
import { route } from './route.js';

const worldView = z.object({
  id: z.string(),
  url: z.string().describe('Its base address: WeChat, its control plane and its phone'),
  tls_url: z.string().nullable(),
});

/** The world in a file, and worlds side by side. */
export const worldsRoutes = [
  route({
    method: 'GET',
    path: '/world',
    summary: 'This world as it is set, to be kept in a file; the accounts with their secrets',
    answer: worldDescription,
    run: ({ world }) => describeWorld(world),
  }),
  route({
    method: 'PUT',
    path: '/world',
    summary: 'Makes this world what the file says, and forgets what happened in it',
    body: worldDescription,
    run: ({ world, body }) => furnishWorld(world, body),
  }),
  route({
    method: 'GET',
    path: '/worlds',
    summary: 'The worlds opened beside this one',
    answer: z.object({ worlds: z.array(worldView) }),
    run: ({ world }) => ({
      worlds: (world.worlds?.list() ?? []).map(({ id, reached }) => viewWorld(id, reached)),
    }),
  }),
  route({
    method: 'POST',
    path: '/worlds',
    summary: 'Another world, on a port of its own; it shares nothing with this one, and ends with it',
    status: 201,
    body: z.strictObject({ world: worldDescription.optional() }),
    answer: worldView,
    run: async ({ world, body }) => {
      const { id, reached } = await world.worlds!.add();
      try {
        if (body.world) furnishWorld(reached.world, body.world);
      } catch (error) {
        await world.worlds!.remove(id);
        throw error;
      }
      return viewWorld(id, reached);
    },
  }),
  route({
    method: 'DELETE',
    path: '/worlds/{id}',
    summary: 'Ends one of them and frees its port',
    run: ({ world, path }) => world.worlds!.remove(path['id']!),
  }),
];

function viewWorld(id: string, { url, tlsUrl }: Pick<World, 'url' | 'tlsUrl'>): z.infer<typeof worldView> {
  return { id, url, tls_url: tlsUrl };
}
