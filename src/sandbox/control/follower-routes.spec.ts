import type { RunningSandbox } from '../start-sandbox.js';
import { ask, aSandbox, aUserToken, authorizeLink, open } from '../testing/a-sandbox.js';

let sandbox: RunningSandbox;
beforeAll(async () => {
  sandbox = await aSandbox();
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.world.reset());

async function control(method: string, path: string, body?: unknown) {
  const text = body === undefined ? '' : JSON.stringify(body);
  const reply = await ask(sandbox, `/_sandbox${path}`, { method, body: text });
  return { ...reply, json: (reply.text === '' ? null : JSON.parse(reply.text)) as Record<string, unknown> };
}

describe('a crowd', () => {
  it('is gathered, and told of with all there is to know', async () => {
    const { json } = await control('PUT', '/followers', { count: 5_000_000, seed: 'a' });
    expect(json).toEqual({ account: 'main', count: 5_000_000, seed: 'a', total: 5_000_001, blacklisted: 0 });
    const shown = await control('GET', '/followers?limit=2');
    const [one, two] = shown.json['followers'] as { openid: string; nickname: string }[];
    const { crowd } = sandbox.world.followers.of(sandbox.world.accounts.get('main'));
    expect(one).toMatchObject({
      openid: crowd!.openidOf(0),
      ...crowd!.profileOf(0),
      tags: [],
      blacklisted: false,
    });
    const next = await control('GET', `/followers?limit=1&after=${one!.openid}`);
    expect(next.json['followers']).toEqual([two]);
  });

  it('has a size, and belongs to an account', async () => {
    const faults = await control('PUT', '/followers', { count: -1, sead: 'a' });
    expect(faults.json['errors']).toMatchObject([
      { field: 'count' },
      { field: 'sead', message: 'not known here' },
    ]);
    expect((await control('PUT', '/followers', { count: 1, account: 'none' })).status).toBe(404);
    expect((await control('GET', '/followers?limit=5000')).status).toBe(400);
  });
});

describe('following and leaving', () => {
  it('is done by anybody, and heard of', async () => {
    const heard: string[] = [];
    const stop = sandbox.world.followers.onChange(({ kind, persona, subscription }) =>
      heard.push(`${kind} ${persona.id} ${subscription.qrSceneText}`),
    );
    const scanned = { account: 'main', scene: 'ADD_SCENE_QR_CODE', qr_scene_str: 'desk-4', ticket: 'T' };
    expect((await control('POST', '/personas/stranger/follow', scanned)).json).toEqual({ changed: true });
    expect((await control('POST', '/personas/stranger/follow', scanned)).json).toEqual({ changed: false });
    await control('POST', '/personas/visitor-9/follow', {});
    await control('PATCH', '/personas/stranger', { follows: [] });
    expect((await control('POST', '/personas/stranger/leave', {})).json).toEqual({ changed: false });
    stop();
    expect(heard).toEqual(['follow stranger desk-4', 'follow visitor-9 ', 'leave stranger desk-4']);
    expect((await control('GET', '/followers')).json['total']).toBe(2);
  });

  it('knows neither other people nor other accounts', async () => {
    expect((await control('POST', '/personas/nobody/follow', {})).status).toBe(404);
    expect((await control('POST', '/personas/stranger/follow', { account: 'none' })).status).toBe(404);
    expect((await control('PATCH', '/personas/stranger', { follows: ['none'], nickname: 'x' })).status).toBe(
      404,
    );
    expect(sandbox.world.personas.get('stranger').nickname).toBe('陈默');
  });
});

describe('a persona’s history', () => {
  const history = async (persona: string) => {
    const { json } = await control('GET', `/personas/${persona}/history`);
    return (json['deeds'] as { kind: string; account: string; detail: string }[]).map(
      ({ kind, account, detail }) => `${kind} ${account} ${detail}`,
    );
  };

  it('tells of consents, logins, follows and leaves in order', async () => {
    await aUserToken(sandbox, 'stranger');
    await control('POST', '/personas/stranger/follow', { scene: 'ADD_SCENE_SEARCH' });
    await aUserToken(sandbox, 'stranger', 'snsapi_base');
    await control('POST', '/personas/stranger/leave', {});
    await control('POST', '/chats/main/messages', {
      persona: 'stranger',
      message: { type: 'text', content: '你好' },
    });
    expect(await history('stranger')).toEqual([
      'consent main snsapi_userinfo',
      'login main snsapi_userinfo',
      'follow main ADD_SCENE_SEARCH',
      'login main snsapi_base',
      'leave main ADD_SCENE_SEARCH',
      'message main 你好',
    ]);
  });

  it('tells of refusals, and is gone on the first day', async () => {
    await open(sandbox, authorizeLink({ scope: 'snsapi_userinfo' }), {
      'x-sandbox-persona': 'refuser',
      'x-sandbox-auto-consent': 'allow',
    });
    expect(await history('refuser')).toEqual(['refusal main snsapi_userinfo']);
    await control('POST', '/reset');
    expect(await history('refuser')).toEqual([]);
    expect((await control('GET', '/personas/nobody/history')).status).toBe(404);
  });

  it('keeps two hundred deeds of one, and two thousand people', () => {
    const { history: kept } = sandbox.world;
    for (let no = 0; no < 201; no += 1)
      kept.note('emoji', { kind: 'message', account: 'main', detail: `${no}` });
    expect(kept.of('emoji').map(({ detail }) => detail)).toEqual(
      Array.from({ length: 200 }, (_, no) => `${no + 1}`),
    );
    for (let no = 0; no < 2000; no += 1)
      kept.note(`visitor-${no}`, { kind: 'login', account: 'main', detail: '' });
    expect([kept.of('emoji').length, kept.of('visitor-0').length]).toEqual([0, 1]);
  });
});

describe('people in a file', () => {
  it('come back as they were', async () => {
    await control('PUT', '/followers', { count: 1000, seed: 'file' });
    await control('POST', '/personas', { id: 'zhang', nickname: '张三', follows: ['main'] });
    await control('PUT', '/default-persona', { persona: 'zhang' });
    await control('POST', '/personas/follower-3/leave', {});
    await control('POST', '/personas/stranger/follow', { qr_scene: 7 });
    await control('POST', '/personas/visitor-9/follow', {});
    await control('PATCH', '/personas/follower-4', { nickname: '四号' });
    const account = sandbox.world.accounts.get('main');
    const kept = sandbox.world.followers.of(account);
    const openid = kept.crowd!.openidOf(5);
    kept.tags.tag([openid], kept.tags.create('老客户').id);
    kept.remarks.set(openid, '五号');
    kept.blacklist.add(openid);
    const { json: file } = await control('GET', '/people');
    const { json: before } = await control('GET', '/followers?limit=1000');
    await control('POST', '/reset');
    expect((await control('PUT', '/people', file)).status).toBe(204);
    expect((await control('GET', '/people')).json).toEqual(file);
    expect((await control('GET', '/followers?limit=1000')).json).toEqual(before);
    expect(before).toMatchObject({ total: 1003, blacklisted: 1 });
    expect((await control('GET', '/personas')).json['default']).toBe('zhang');
    expect(sandbox.world.followers.of(account).tags.create('neu').id).toBe(101);
  });

  it('are refused with each fault named, and then nothing changes', async () => {
    const { json: file } = await control('GET', '/people');
    const personas = file['personas'] as { id: string; follows: string[] }[];
    const broken = {
      personas: [...personas, { ...personas[0], follows: ['none'] }, { ...personas[0], id: 'follower-1' }],
      default_persona: 'nobody',
      followers: { other: {}, main: { tags: [100, 100].map((id) => ({ id, name: `${id}` })) } },
    };
    const reply = await control('PUT', '/people', broken);
    expect(reply.status).toBe(400);
    expect((reply.json['errors'] as { field: string }[]).map(({ field }) => field)).toEqual([
      'personas.9.id',
      'personas.9.follows.0',
      'personas.10.id',
      'default_persona',
      'followers.other',
      'followers.main.tags.1.id',
      'followers.main.tags.1.name',
    ]);
    const misspelt = await control('PUT', '/people', { ...file, personas: [{ ...personas[0], nick: 'x' }] });
    expect(misspelt.json['errors']).toEqual([{ field: 'personas.0.nick', message: 'not known here' }]);
    expect((await control('GET', '/people')).json).toEqual(file);
  });

  it('may be many: a file of eight megabytes at most', async () => {
    const { json: file } = await control('GET', '/people');
    const [first] = file['personas'] as object[];
    const personas = Array.from({ length: 2000 }, (_, no) => ({ ...first, id: `p-${no}` }));
    expect((await control('PUT', '/people', { ...file, personas, default_persona: 'p-7' })).status).toBe(204);
    expect(sandbox.world.followers.total(sandbox.world.accounts.get('main'))).toBe(2000);
  });
});
