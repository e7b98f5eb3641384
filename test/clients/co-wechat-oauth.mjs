import OAuth from 'co-wechat-oauth';
import { consent, control, report } from './sandbox.mjs';

const oauth = new OAuth(process.env.WECHAT_APP_ID, process.env.WECHAT_APP_SECRET);
const link = oauth.getAuthorizeURL('http://localhost:9/callback', 'STATE1', 'snsapi_userinfo');
const callback = await consent(link, 'emoji');
const { data } = await oauth.getAccessToken(callback.searchParams.get('code'));
const user = await oauth.getUser(data.openid);
const again = await oauth.getAccessToken(callback.searchParams.get('code')).catch(({ code }) => code);
await control('POST', '/clock', { advance_seconds: 7201 });
const refreshed = await oauth.refreshAccessToken(data.refresh_token);
const renewed = await oauth.getUser(data.openid);
report({
  nickname: user.nickname,
  again,
  fresh: refreshed.data.access_token !== data.access_token,
  renewed: renewed.nickname === user.nickname,
});
