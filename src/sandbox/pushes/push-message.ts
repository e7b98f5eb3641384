import { z } from 'zod';

const line = z.string().max(2000);
const mediaId = z.string().min(1).max(200);
const number = z.number().min(-1_000_000).max(1_000_000);
const openid = z.string().max(64).nullable();

/** What a user of WeChat writes to an account. */
const messages = [
  z.strictObject({
    type: z.literal('text'),
    content: z.string().max(20_000),
    menu_id: line.optional().describe('Which choice of a menu message was tapped (bizmsgmenuid)'),
  }),
  z.strictObject({
    type: z.literal('image'),
    pic_url: line.default(''),
    media_id: mediaId.default('sandbox-media-0001'),
  }),
  z.strictObject({
    type: z.literal('voice'),
    media_id: mediaId.default('sandbox-voice-0001'),
    format: line.default('amr'),
    recognition: line.default(''),
  }),
  z.strictObject({
    type: z.enum(['video', 'shortvideo']),
    media_id: mediaId.default('sandbox-video-0001'),
    thumb_media_id: line.default('sandbox-thumb-0001'),
  }),
  z.strictObject({
    type: z.literal('location'),
    latitude: number,
    longitude: number,
    scale: z.int().default(16),
    label: line.default(''),
  }),
  z.strictObject({ type: z.literal('link'), title: line, description: line.default(''), url: line }),
  z.strictObject({
    type: z.literal('file'),
    title: line.describe('The name of the file'),
    description: line.default(''),
    file_key: line.default(''),
    md5: z
      .string()
      .regex(/^[0-9a-f]{32}$/)
      .default('d41d8cd98f00b204e9800998ecf8427e'),
    bytes: z.int().min(0).default(0),
  }),
] as const;

const revocation = {
  openid: openid.optional().describe('Whom it is about, the receiver when absent; null leaves OpenID out'),
  app_id: z
    .string()
    .max(64)
    .optional()
    .describe('Which app they had authorized; the account itself when absent'),
  unionid: z.string().max(64).optional(),
};

/** What they do with it, or the platform does. */
const events = [
  z.strictObject({
    type: z.literal('subscribe'),
    scene: line.optional().describe('Of the QR code that was scanned, without qrscene_'),
    ticket: line.optional(),
  }),
  z.strictObject({ type: z.literal('unsubscribe') }),
  z.strictObject({ type: z.literal('scan'), scene: line, ticket: line.optional() }),
  z.strictObject({ type: z.literal('click'), key: line }),
  z.strictObject({ type: z.literal('view'), url: line, menu_id: z.int().min(0).default(461_376_933) }),
  z.strictObject({
    type: z.literal('location-report'),
    latitude: number,
    longitude: number,
    precision: number.default(30),
  }),
  z.strictObject({
    type: z.literal('template-result'),
    message_id: z.string().regex(/^\d{1,20}$/),
    status: z.string().max(200).default('success'),
  }),
  z.strictObject({ type: z.literal('user-info-modified'), ...revocation }),
  z.strictObject({
    type: z.literal('user-authorization-revoke'),
    ...revocation,
    revoke_info: z.string().max(200).default('205'),
  }),
  z.strictObject({ type: z.literal('user-authorization-cancellation'), ...revocation }),
  z.strictObject({
    type: z.literal('event'),
    event: z.string().min(1).max(100).describe('Letter case is kept'),
    fields: z
      .record(z.string().regex(/^[A-Za-z_]\w{0,63}$/), z.union([line, z.number()]))
      .default({})
      .describe('Text goes into CDATA, numbers stand bare'),
  }),
] as const;

/** A push as the control plane is told of it. */
export const pushMessageSchema = z.discriminatedUnion('type', [...messages, ...events]);

export type PushMessage = z.output<typeof pushMessageSchema>;

const MESSAGES = new Set<string>([
  'text',
  'image',
  'voice',
  'video',
  'shortvideo',
  'location',
  'link',
  'file',
]);

/** Whether somebody wrote it, rather than something happened. */
export function isMessage({ type }: PushMessage): boolean {
  return MESSAGES.has(type);
}

/** Whether somebody sits before the phone and waits: they are told when the account's server fails. */
export function isWatched(message: PushMessage): boolean {
  return isMessage(message) || ['subscribe', 'scan', 'click'].includes(message.type);
}
