import { z } from 'zod';

/** Somebody on the simulated platform: how WeChat sees them, and how they answer when asked. */
export const personaSchema = z.strictObject({
  id: z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'lower-case letters, digits and hyphens, 40 at most'),
  title: z.string().min(1).max(40).describe('What sets them apart, in Chinese'),
  gloss: z.string().min(1).max(80).describe('The same in English'),
  nickname: z.string().max(200).describe('Sent as it is, control characters included'),
  avatar: z.boolean().describe('False: headimgurl is empty'),
  follows: z.array(z.string().max(64)).max(100).describe('Keys of the accounts they follow'),
  refuses: z.boolean().describe('Refuses each consent sheet, whatever is tapped'),
  snapshot: z.boolean().describe('Gets snapshot pages (快照页) until they tap for the full service'),
  unionid: z.boolean().describe('False: never has a unionid'),
});

export type Persona = Readonly<z.infer<typeof personaSchema>> & {
  /** Set where they are one of a seeded crowd of followers. */
  readonly crowd?: { readonly seed: string; readonly number: number };
};

const ORDINARY = { avatar: true, follows: [], refuses: false, snapshot: false, unionid: true };

/** The personas that are there at the start; the first is who comes when nobody is named. */
export const READY_PERSONAS: readonly Persona[] = [
  {
    ...ORDINARY,
    id: 'follower',
    title: '已关注',
    gloss: 'Follows the account',
    nickname: '林小满',
    follows: ['main'],
  },
  { ...ORDINARY, id: 'stranger', title: '未关注', gloss: 'Does not follow', nickname: '陈默' },
  {
    ...ORDINARY,
    id: 'refuser',
    title: '拒绝授权',
    gloss: 'Refuses to share a profile',
    nickname: '周不愿',
    refuses: true,
  },
  {
    ...ORDINARY,
    id: 'snapshot',
    title: '快照页访客',
    gloss: 'Sees a snapshot page',
    nickname: '王路过',
    snapshot: true,
  },
  {
    ...ORDINARY,
    id: 'no-unionid',
    title: '没有 unionid',
    gloss: 'Has no unionid',
    nickname: '何独',
    unionid: false,
  },
  { ...ORDINARY, id: 'emoji', title: '表情昵称', gloss: 'Emoji in the name', nickname: '👨‍👩‍👧‍👦🇨🇳👋🏽🏳️‍🌈𠮷野家' },
  {
    ...ORDINARY,
    id: 'control-characters',
    title: '昵称含控制字符',
    gloss: 'Control characters in the name',
    nickname: '安\u0007妮\u0014\n\u001f\u007f\u0085',
  },
  {
    ...ORDINARY,
    id: 'no-avatar',
    title: '没有头像',
    gloss: 'Has no avatar',
    nickname: '素颜',
    avatar: false,
  },
  {
    ...ORDINARY,
    id: 'html-name',
    title: '昵称含代码',
    gloss: 'Markup in the name',
    nickname: '<img src=x onerror=alert(1)>"\'&amp;\\</script>',
  },
];

const NUMBERED = /^visitor-[0-9]{1,9}$/;

/** `visitor-0` … `visitor-999999999` exist without being kept: crowds at no cost. Null for any other id. */
export function numberedPersona(id: string): Persona | null {
  if (!NUMBERED.test(id)) return null;
  const number = id.slice('visitor-'.length);
  return { ...ORDINARY, id, title: `访客 ${number}`, gloss: `Visitor ${number}`, nickname: `访客${number}` };
}
