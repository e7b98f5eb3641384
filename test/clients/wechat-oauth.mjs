import OAuth from 'wechat-oauth';
import { called, consent, control, report } from './sandbox.mjs';

const oauth = new OAuth(process.env.WECHAT_APP_ID, process.env.WECHAT_APP_SECRET);
const link = oauth.getAuthorizeURL('http://localhost:9/callback', 'STATE1', 'snsapi_userinfo');
const callback = await consent(link);
const { data } = await called(oauth, 'getAccessToken', callback.searchParams.get('code'));
const user = await called(oauth, 'getUser', data.openid);
const verified = await called(oauth, 'verifyToken', data.openid, data.access_token);
const again = await called(oauth, 'getAccessToken', callback.searchParams.get('code')).catch(
  ({ code }) => code,
);
await control('POST', '/clock', { advance_seconds: 7201 });
const lapsed = await called(oauth, '_getUser', { openid: data.openid }, data.access_token).catch(
  ({ code }) => code,
);
const refreshed = await called(oauth, 'refreshAccessToken', data.refresh_token);
const renewed = await called(oauth, 'getUser', data.openid);
report({
  state: callback.searchParams.get('state'),
  nickname: user.nickname,
  verified: verified.errcode,
  again,
  lapsed,
  fresh: refreshed.data.access_token !== data.access_token,
  renewed: renewed.openid === data.openid,
});
