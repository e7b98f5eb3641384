import { html, type Markup } from './html.js';

/** The languages a page of the platform speaks. */
export type PageLanguage = 'zh' | 'en';

/** A whole page in WeChat's look; the styles come from the phone's folder. */
export function wechatPage(title: string, content: Markup, language: PageLanguage = 'zh'): string {
  return html`<!doctype html>
    <html lang="${language === 'zh' ? 'zh-CN' : 'en'}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <link rel="stylesheet" href="/phone/wechat.css" />
      </head>
      <body>
        ${content}
      </body>
    </html> `.text;
}

/** A page that tells of a failure: an icon, a title, a sentence. */
export function messagePage(title: string, sentence: string, detail: string | null = null): string {
  return wechatPage(
    title,
    html`<main class="message">
      <div class="message-icon" aria-hidden="true">!</div>
      <h1>${title}</h1>
      <p>${sentence}</p>
      ${detail === null ? null : html`<p class="detail">${detail}</p>`}
    </main>`,
  );
}
