import { NothingHere } from '../../kernel/errors/problem.js';
import type { PushMessage } from '../pushes/push-message.js';
import type { MenuButton } from './menus.js';

/** What a tap on a button of a menu does: what it pushes, and what it opens. @throws NothingHere where no button is */
export function tapped(
  menu: readonly MenuButton[],
  place: readonly number[],
): { message: PushMessage | null; opens: string | null } {
  let button: MenuButton | undefined;
  let among = menu;
  for (const at of place) {
    button = among[at];
    among = button?.sub_button ?? [];
  }
  if (!button || among.length > 0) throw new NothingHere();
  const { type = '', key = '', url = '' } = button;
  if (type === 'view') {
    return { message: { type: 'view', url, menu_id: 461_376_933 }, opens: url };
  }
  if (type === 'click') return { message: { type: 'click', key }, opens: null };
  // The others need a camera, a place or another program; what WeChat pushes first of all is that they were tapped.
  const message: PushMessage = { type: 'event', event: type, fields: { EventKey: key } };
  return { message: key === '' ? null : message, opens: null };
}
