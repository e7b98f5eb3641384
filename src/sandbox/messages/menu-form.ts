import { Refusal, type RuleId } from '../rules.js';
import type { MenuButton } from './menus.js';

const MOST = { buttons: 3, subButtons: 5, keyBytes: 128, urlBytes: 1024 } as const;
const TYPES = new Set<unknown>([
  'click',
  'view',
  'miniprogram',
  'scancode_push',
  'scancode_waitmsg',
  'pic_sysphoto',
  'pic_photo_or_album',
  'pic_weixin',
  'location_select',
  'media_id',
  'article_id',
  'article_view_limited',
]);
const WITH_KEY = /^(?:click|scancode_|pic_|location_)/;

/** What differs between the buttons of the bar and those of a list. */
interface Level {
  readonly nameBytes: number;
  readonly type: RuleId;
  readonly name: RuleId;
  readonly key: RuleId;
  readonly url: RuleId;
  readonly address: RuleId;
}

const BAR: Level = {
  nameBytes: 16,
  type: 'menu.type',
  name: 'menu.name',
  key: 'menu.key',
  url: 'menu.url',
  address: 'menu.address',
};
const LIST: Level = {
  nameBytes: 60,
  type: 'menu.sub_type',
  name: 'menu.sub_name',
  key: 'menu.sub_key',
  url: 'menu.sub_url',
  address: 'menu.sub_address',
};

/** The buttons of a menu that may be shown. @throws Refusal 40016 to 40027, 40054, 40055 */
export function checkedMenu(button: unknown): readonly MenuButton[] {
  if (!Array.isArray(button) || button.length === 0 || button.length > MOST.buttons)
    throw new Refusal('menu.size');
  return button.map((each) => checkedButton(each, BAR));
}

function checkedButton(value: unknown, level: Level): MenuButton {
  const button = (typeof value === 'object' && value !== null ? value : {}) as MenuButton;
  const { name, sub_button: inside } = button;
  if (typeof name !== 'string' || name === '' || bytes(name) > level.nameBytes) throw new Refusal(level.name);
  if (Array.isArray(inside) && inside.length > 0) {
    if (level === LIST) throw new Refusal('menu.depth');
    if (inside.length > MOST.subButtons) throw new Refusal('menu.sub_size');
    return { ...button, sub_button: inside.map((each) => checkedButton(each, LIST)) };
  }
  if (!TYPES.has(button.type)) throw new Refusal(level.type);
  if (WITH_KEY.test(button.type!)) requireText(button.key, MOST.keyBytes, level.key);
  if (button.type === 'view' || button.type === 'miniprogram') {
    requireText(button.url, MOST.urlBytes, level.url);
    if (!/^https?:\/\/[^/\s]/i.test(button.url!)) throw new Refusal(level.address);
  }
  return { ...button, sub_button: [] };
}

function requireText(text: unknown, most: number, rule: RuleId): void {
  if (typeof text !== 'string' || text === '' || bytes(text) > most) throw new Refusal(rule);
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
