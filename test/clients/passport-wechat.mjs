import { once } from 'node:events';
import express from 'express';
import passport from 'passport';
import { Strategy } from 'passport-wechat';
import { consent, report } from './sandbox.mjs';

const app = express();
app.use(passport.initialize());
const server = app.listen(0, '127.0.0.1');
await once(server, 'listening');
const origin = `http://localhost:${server.address().port}`;

function signIn(name, options) {
  const verify = (_token, _refreshToken, profile, _lifetime, done) => done(null, profile);
  const callbackURL = `${origin}/${name}/callback`;
  passport.use(new Strategy({ name, callbackURL, state: 'STATE1', ...options }, verify));
  const gate = passport.authenticate(name, { session: false });
  app.get(`/${name}`, gate);
  app.get(`/${name}/callback`, gate, (request, response) => response.json(request.user));
}

const account = { appID: process.env.WECHAT_APP_ID, appSecret: process.env.WECHAT_APP_SECRET };
const website = { appID: 'wxsandboxweb000001', appSecret: 'sandboxfeedc0defeedc0defeed00001' };
signIn('wechat', { ...account, scope: 'snsapi_userinfo' });
signIn('silent', { ...account, scope: 'snsapi_base' });
signIn('website', { ...website, client: 'web', scope: 'snsapi_login' });

async function visit(name) {
  const away = await fetch(`${origin}/${name}`, { redirect: 'manual' });
  const back = await consent(away.headers.get('location'));
  return (await fetch(back)).json();
}

const [inWeChat, silent, onThePc] = [await visit('wechat'), await visit('silent'), await visit('website')];
server.close();
server.closeAllConnections();
report({
  nickname: inWeChat.nickname,
  silent: Object.keys(silent),
  samePerson: inWeChat.unionid === onThePc.unionid && inWeChat.openid === silent.openid,
  anotherOpenid: inWeChat.openid !== onThePc.openid,
});
