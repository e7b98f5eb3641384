import { PublicAddress } from '../../kernel/http/public-address.js';
import { SessionCookie } from './session.cookie.js';

const secure = new SessionCookie(new PublicAddress('https://wx.example.com'));
const laptop = new SessionCookie(new PublicAddress('http://localhost:3000'));

it('is __Host-lingpai over https, and lasts as long as an idle session', () => {
  expect(secure.write('ls_x')).toBe(
    '__Host-lingpai=ls_x; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax; Secure',
  );
  expect(secure.read('__Host-lingpai=ls_x')).toBe('ls_x');
  expect(secure.read('lingpai=ls_x')).toBeNull();
});

it('is lingpai on a laptop', () => {
  expect(laptop.write('ls_x')).toBe('lingpai=ls_x; Max-Age=604800; Path=/; HttpOnly; SameSite=Lax');
  expect(laptop.read('lingpai=ls_x')).toBe('ls_x');
  expect(laptop.read('lingpai-browser=lb_x')).toBeNull();
});

it('is cleared under the same name and attributes', () => {
  expect(secure.clear()).toBe('__Host-lingpai=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax; Secure');
});
