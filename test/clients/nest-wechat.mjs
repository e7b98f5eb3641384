import { once } from 'node:events';
import express from 'express';
import nestWechat from 'nest-wechat';
import { callsOf, consent, control, openidOf, report } from './sandbox.mjs';

const { WeChatService } = nestWechat;
const [mode] = process.argv.slice(2);
const push = {
  token: 'sandboxpushes',
  aes_key: mode === 'plain' ? null : 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const service = new WeChatService({
  appId: process.env.WECHAT_APP_ID,
  secret: process.env.WECHAT_APP_SECRET,
  token: push.token,
  encodingAESKey: push.aes_key ?? '',
});
const openid = await openidOf('follower');

// Web login: the link is the program's own, as the package builds none.
const address = 'https://open.weixin.qq.com/connect/oauth2/authorize';
const callback = encodeURIComponent('http://localhost:3000/callback');
const link = `${address}?appid=${process.env.WECHAT_APP_ID}&redirect_uri=${callback}&response_type=code&scope=snsapi_userinfo&state=S1#wechat_redirect`;
const code = (await consent(link)).searchParams.get('code');
const token = await service.getAccessTokenByCode(code);
const again = await service.getAccessTokenByCode(code);
const profile = await service.getUserInfo(token.access_token, token.openid);

// The account's own tokens: stable by default, classic where asked for.
const [first, second] = [await service.getStableAccessToken(), await service.getStableAccessToken()];
const classic = await service.getAccountAccessToken();
const signed = await service.jssdkSignature('http://localhost:3000/me');
const fetched = await callsOf('/cgi-bin/ticket/getticket');
await service.jssdkSignature('http://localhost:3000/me?again');
const template = {
  touser: openid,
  template_id: 'sandbox-login-reminder-0000000000000000001',
  data: { keyword1: { value: '小满' } },
};
const sent = await service.sendTemplateMessage(template);
// The package returns refusals like any other answer, and tries nothing again.
await control('POST', '/clock', { advance_seconds: 7201 });
const refused = await service.sendTemplateMessage(template);

// Pushes: what comes in it opens, what goes out it seals with a padding of sixteen.
const heard = [];
const app = express();
app.use('/push', express.text({ type: () => true }));
app.get('/push', (request, response) => service.checkSignatureExpress(request, response));
async function converse(request, response) {
  const inSafeMode = mode === 'safe';
  const xml = inSafeMode
    ? await service.messagePushExpressHandler(request)
    : await service.plainMessagePushExpressHandler(request);
  const field = (name) => new RegExp(`<${name}><!\\[CDATA\\[(.*?)\\]\\]>`, 's').exec(xml)?.[1];
  heard.push({ type: field('MsgType'), content: field('Content'), from: field('FromUserName') });
  const now = Math.floor(Date.now() / 1000);
  const reply = `<xml><ToUserName><![CDATA[${field('FromUserName')}]]></ToUserName><FromUserName><![CDATA[${field('ToUserName')}]]></FromUserName><CreateTime>${now}</CreateTime><MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你说:${field('Content')}]]></Content></xml>`;
  response.send(inSafeMode ? service.encryptMessage(reply, String(now), 'nonce') : reply);
}
app.post('/push', (request, response, next) => {
  converse(request, response).catch(next);
});
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const url = `http://localhost:${server.address().port}/push`;
await control('PUT', '/accounts/main/push', { url, mode, ...push });
const texts = ['你', '你好', '你好呀', '一共有这么多话', 'a', 'ab', 'abc', 'abcd', 'abcdefgh'];
const pushes = texts.map((content) => ({ persona: 'follower', message: { type: 'text', content } }));
const answered = await control('POST', '/accounts/main/pushes', { pushes });
server.close();
server.closeAllConnections();

report({
  samePerson: [token.openid, profile.openid].map((seen) => seen === openid),
  nickname: profile.nickname,
  again: again.errcode,
  sameStable: first.access_token === second.access_token,
  otherFamily: classic.access_token !== first.access_token,
  signed: /^[0-9a-f]{40}$/.test(signed.signature),
  tickets: (await callsOf('/cgi-bin/ticket/getticket')) - fetched,
  sent: sent.errcode,
  refused: refused.errcode,
  heard: heard.map(({ content }) => content),
  fromFollower: heard.every(({ from }) => from === openid),
  replies: answered.pushes.map(({ outcome }) => outcome.reply?.content ?? outcome),
  encrypted: [...new Set(answered.pushes.map(({ outcome }) => outcome.encrypted))],
});
