import { once } from 'node:events';
import express from 'express';
import wechat from 'wechat';
import API from 'wechat-api';
import { called, control, openidOf, report } from './sandbox.mjs';

const [mode] = process.argv.slice(2);
const push = {
  token: 'sandboxpushes',
  aes_key: mode === 'plain' ? null : 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG',
};
const heard = [];
const config = {
  token: push.token,
  appid: process.env.WECHAT_APP_ID,
  ...(push.aes_key && { encodingAESKey: push.aes_key }),
  checkSignature: true,
};
const app = express();
const answer = (request, response) => {
  heard.push(request.weixin);
  response.reply(request.weixin.MsgType === 'text' ? `你说:${request.weixin.Content}` : '');
};
app.use('/push', wechat(config, answer));
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');

const url = `http://localhost:${server.address().port}/push`;
await control('PUT', '/accounts/main/push', { url, mode, ...push });
const openid = await openidOf('follower');
const pushes = [
  { persona: 'follower', message: { type: 'text', content: '你好' } },
  { persona: 'follower', message: { type: 'subscribe' } },
];
const sent = await control('POST', '/accounts/main/pushes', { pushes });
// Who has just written may be written to.
const api = new API(process.env.WECHAT_APP_ID, process.env.WECHAT_APP_SECRET);
const written = await called(api, 'sendText', openid, '客服在此');
server.close();
server.closeAllConnections();
report({ openid, heard, outcomes: sent.pushes.map(({ outcome }) => outcome), written: written.errcode });
