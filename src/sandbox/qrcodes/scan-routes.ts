import { z } from 'zod';
import { route } from '../control/route.js';
import { visitorOf } from '../personas/visitor-of.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { sceneText, type QrCode, type Scene } from './qr-codes.js';

const codeView = z.object({
  ticket: z.string(),
  url: z.string().describe('What its picture says'),
  picture: z.string().describe('Where its picture is'),
  scene: z.string(),
  permanent: z.boolean(),
  lapses_at: z.iso.datetime().nullable(),
});
const scan = z
  .strictObject({
    persona: z.string().max(64).optional().describe('Who holds the phone of this browser, when absent'),
    code: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe('A ticket, the address in the picture, or the address of the picture'),
    scene: z.string().min(1).max(64).optional().describe('In place of a code: as if one had this scene'),
  })
  .refine(({ code, scene }) => (code === undefined) !== (scene === undefined), 'either code or scene');

/** The scanner of the phone, and what there is to scan. */
export const scanRoutes = [
  route({
    method: 'GET',
    path: '/accounts/{key}/qrcodes',
    summary: 'The QR codes of an account that can be scanned now',
    answer: z.object({ qrcodes: z.array(codeView) }),
    run: ({ world, path }) => ({
      qrcodes: world.qrCodes.list(world.accounts.get(path['key']!)).map((code) => viewCode(code, world)),
    }),
  }),
  route({
    method: 'POST',
    path: '/chats/{key}/scans',
    summary:
      'They scan a QR code: who does not follow begins to (subscribe), who does is seen scanning (SCAN)',
    body: scan,
    answer: z.object({
      event: z.enum(['subscribe', 'SCAN']),
      kind: z.string().describe('What became of the push; "pushed": it is on its way'),
      rule: z.string().nullable(),
    }),
    run: async ({ world, call, path, body }) => {
      const account = world.accounts.get(path['key']!);
      const persona =
        body.persona === undefined ? visitorOf(call, world).persona : world.personas.get(body.persona);
      const { scene, ticket } =
        body.code === undefined ? bare(body.scene!) : scanned(body.code, account, world);
      if (world.followers.follow(persona.id, account.key, { ...approach(scene), ticket }))
        return { event: 'subscribe', kind: 'pushed', rule: null };
      const text = sceneText(scene);
      world.history.note(persona.id, { kind: 'scan', account: account.key, detail: text });
      const message = { type: 'scan', scene: text, ...(ticket === null ? {} : { ticket }) } as const;
      const done = await world.conversations.say(account, persona, message);
      return { event: 'SCAN', kind: done.kind, rule: 'rule' in done ? done.rule : null };
    },
  }),
];

/** @throws Refusal where the code is none, has lapsed, or is another account's */
function scanned(
  code: string,
  { appId }: SandboxAccount,
  world: World,
): { scene: Scene; ticket: string | null } {
  const ticket = URL.canParse(code) ? (new URL(code).searchParams.get('ticket') ?? code) : code;
  const found = world.qrCodes.find(ticket);
  if (found?.appId !== appId) throw new Refusal('scan.code');
  return found;
}

function bare(text: string): { scene: Scene; ticket: null } {
  const number = /^[1-9]\d{0,9}$/.test(text) ? Number(text) : null;
  return { scene: number === null ? { text } : { id: number }, ticket: null };
}

function approach(scene: Scene): { qrScene: number; qrSceneText: string } {
  return 'id' in scene ? { qrScene: scene.id, qrSceneText: '' } : { qrScene: 0, qrSceneText: scene.text };
}

function viewCode({ ticket, url, scene, lapsesAtMs }: QrCode, world: World): z.infer<typeof codeView> {
  return {
    ticket,
    url,
    picture: `${world.url}/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`,
    scene: sceneText(scene),
    permanent: lapsesAtMs === null,
    lapses_at: lapsesAtMs === null ? null : new Date(lapsesAtMs).toISOString(),
  };
}
