import { cgiAnswer, OK } from '../cgi/cgi-answer.js';
import { postedFields } from '../cgi/cgi-call.js';
import type { Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { Refusal } from '../rules.js';
import type { SandboxAccount } from '../sandbox-account.js';
import type { World } from '../world.js';
import { checkedMenu } from './menu-form.js';
import type { MenuButton } from './menus.js';

/** `POST /cgi-bin/menu/create`: another menu, shown at once; a real client may keep the old one for a day. */
export function createMenu(call: Call, world: World, account: SandboxAccount): Answer {
  const { button } = postedFields(call);
  if (/\\u[0-9a-f]{4}/i.test(call.body)) throw new Refusal('menu.charset');
  world.menus.put(account, checkedMenu(button));
  return cgiAnswer(call, world, OK);
}

/** `GET /cgi-bin/menu/get`: the menu as it was created. */
export function getMenu(call: Call, world: World, account: SandboxAccount): Answer {
  const button = world.menus.find(account);
  if (!button) throw new Refusal('menu.none');
  return cgiAnswer(call, world, { menu: { button } });
}

/** `GET /cgi-bin/menu/delete`. */
export function deleteMenu(call: Call, world: World, account: SandboxAccount): Answer {
  world.menus.remove(account);
  return cgiAnswer(call, world, OK);
}

/** `GET /cgi-bin/get_current_selfmenu_info`: the same menu in another shape. */
export function describeMenu(call: Call, world: World, account: SandboxAccount): Answer {
  const button = world.menus.find(account);
  return cgiAnswer(call, world, {
    is_menu_open: button ? 1 : 0,
    ...(button ? { selfmenu_info: { button: button.map(described) } } : {}),
  });
}

function described({ sub_button: inside = [], ...button }: MenuButton): object {
  return inside.length > 0 ? { name: button.name, sub_button: { list: inside.map(described) } } : button;
}
