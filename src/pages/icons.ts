/** Line icons, inline because the content policy forbids `data:` pictures; their colour is the text's. */
const icon = (className: string, shape: string): string =>
  `<svg class="${className}" viewBox="0 0 24 24" width="64" height="64" aria-hidden="true" focusable="false">${shape}</svg>`;

const DISC = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20z';

/** The large mark at the top of a message page. */
export const MESSAGE_ICONS = {
  info: icon(
    'weui-icon_msg weui-icon-info',
    `<path fill="currentColor" fill-rule="evenodd" d="${DISC}M12 6.6a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zM11 10.8h2V17.4h-2z"/>`,
  ),
  wait: icon(
    'weui-icon_msg weui-icon-waiting',
    `<path fill="currentColor" fill-rule="evenodd" d="${DISC}M11.2 6.5h1.6v5.2l3.4 3.4-1.1 1.1-3.9-3.9z"/>`,
  ),
  warn: icon(
    'weui-icon_msg weui-icon-warn',
    `<path fill="currentColor" fill-rule="evenodd" d="${DISC}M11 6.6h2v6.6h-2zM12 14.9a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6z"/>`,
  ),
  done: icon(
    'weui-icon_msg weui-icon-success',
    `<path fill="currentColor" fill-rule="evenodd" d="${DISC}M10.6 16.4l-4-4 1.2-1.2 2.8 2.8 5.8-5.8 1.2 1.2z"/>`,
  ),
} as const;

export type MessageIcon = keyof typeof MESSAGE_ICONS;

/** A person without a face, where there is no picture. */
export const PERSON_ICON = icon(
  'avatar__glyph',
  '<path fill="currentColor" d="M12 4a4.2 4.2 0 1 1 0 8.4A4.2 4.2 0 0 1 12 4zM4 21c0-4.2 3.5-6.8 8-6.8s8 2.6 8 6.8z"/>',
);
