import { fieldsOf, readXml } from '../../wechat/push/push-xml.js';
import { identityOf } from '../personas/identity.js';
import { AccountServer } from '../pushes/testing/account-server.js';
import { control, pushTo } from '../pushes/testing/push-calls.js';
import { SANDBOX_ACCOUNT } from '../sandbox-account.js';
import type { RunningSandbox } from '../start-sandbox.js';
import { aSandbox } from '../testing/a-sandbox.js';

let sandbox: RunningSandbox;
let server: AccountServer;
beforeAll(async () => {
  [sandbox, server] = await Promise.all([aSandbox(), AccountServer.start()]);
});
afterAll(async () => {
  await Promise.all([sandbox.close(), server.close()]);
});
beforeEach(() => {
  sandbox.world.reset();
  server.reset();
  pushTo(sandbox, server.url);
});

const openidOf = (persona: string) =>
  identityOf(SANDBOX_ACCOUNT, { persona: sandbox.world.personas.get(persona), snapshot: false }).openid;
const send = (message: object, persona = 'follower') =>
  control(sandbox, 'POST', '/chats/main/messages', { persona, message });
const pushed = () => server.received.map(({ body }) => Object.fromEntries(fieldsOf(readXml(body))));

it('a file: its name, key, digest and length, in the order that SDKs have it', async () => {
  const md5 = '0cc175b9c0f1b6a831c399e269772661';
  await send({ type: 'file', title: '合同.pdf', file_key: 'k', md5, bytes: 1 });
  const [{ body }] = server.received as [(typeof server.received)[0]];
  expect(body).toMatch(
    /<MsgType><!\[CDATA\[file\]\]><\/MsgType>\n<Title><!\[CDATA\[合同\.pdf\]\]><\/Title>\n<Description><!\[CDATA\[\]\]><\/Description>\n<FileKey><!\[CDATA\[k\]\]><\/FileKey>\n<FileMd5><!\[CDATA\[0cc175b9c0f1b6a831c399e269772661\]\]><\/FileMd5>\n<FileTotalLen>1<\/FileTotalLen>\n<MsgId>\d{17}<\/MsgId>\n<\/xml>$/,
  );
});

describe('somebody whom the account has shut out', () => {
  beforeEach(() => {
    sandbox.world.followers.of(SANDBOX_ACCOUNT).blacklist.add(openidOf('follower'));
  });

  it('writes to nobody: it stands in their chat alone', async () => {
    expect((await send({ type: 'text', content: '在吗' })).json).toEqual({
      kind: 'unsent',
      rule: 'push.blacklisted',
    });
    expect(pushed()).toEqual([]);
    const items = sandbox.world.conversations.chats.list(SANDBOX_ACCOUNT, openidOf('follower'));
    expect(items).toMatchObject([{ from: 'user', content: { kind: 'text', text: '在吗' } }]);
    expect(sandbox.world.conversations.windows.use(SANDBOX_ACCOUNT, openidOf('follower'))).toBe('closed');
  });

  it('is heard where the switch says so, and others always', async () => {
    await send({ type: 'text', content: '我在' }, 'emoji');
    sandbox.world.turn({ blacklisted_messages: 'pushed' });
    await send({ type: 'text', content: '在吗' });
    expect(pushed().map(({ Content }) => Content)).toEqual(['我在', '在吗']);
  });

  it('is still heard leaving', async () => {
    await control(sandbox, 'POST', '/chats/main/leave', { persona: 'follower' });
    await sandbox.world.conversations.settled();
    expect(pushed()).toMatchObject([{ Event: 'unsubscribe' }]);
  });
});
