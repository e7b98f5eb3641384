import { pageAnswer, type Answer } from '../http/answer.js';
import type { Call } from '../http/call.js';
import { html } from '../http/html.js';
import { languageOf } from '../phone/language.js';
import { differences, type Section } from './differences.js';

const WORDS = {
  zh: {
    lang: 'zh-CN',
    title: '沙箱与真实微信的差异',
    back: '回到手机',
    inspector: '检查器',
    other: 'English',
    contents: '目录',
  },
  en: {
    lang: 'en',
    title: 'Where the sandbox differs from WeChat',
    back: 'Back to the phone',
    inspector: 'Inspector',
    other: '中文',
    contents: 'Contents',
  },
} as const;

/** `GET /differences`, in the phone's language or the one that `lang` names. */
export function differencesPage(call: Call): Answer {
  const wished = call.parameter('lang');
  const language = wished === 'zh' || wished === 'en' ? wished : languageOf(call);
  const words = WORDS[language];
  const sections = differences(language);
  const markup = html`<!doctype html>
    <html lang="${words.lang}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${words.title}</title>
        <link rel="stylesheet" href="/inspector/inspector.css" />
        <link rel="stylesheet" href="/inspector/differences.css" />
      </head>
      <body>
        <header class="masthead">
          <h1>${words.title}</h1>
          <nav class="masthead-links" aria-label="${words.title}">
            <a href="/">${words.back}</a>
            <a href="/inspector">${words.inspector}</a>
            <a
              href="/differences?lang=${language === 'zh' ? 'en' : 'zh'}"
              lang="${language === 'zh' ? 'en' : 'zh-CN'}"
              >${words.other}</a
            >
          </nav>
        </header>
        <main class="differences">
          <nav aria-label="${words.contents}">
            <ul class="contents">
              ${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>`)}
            </ul>
          </nav>
          ${sections.map(sectionMarkup)}
        </main>
      </body>
    </html>`;
  return pageAnswer(markup.text);
}

function sectionMarkup({ id, title, intro, head, rows }: Section) {
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title">${title}</h2>
    ${intro === '' ? null : html`<p>${intro}</p>`}
    <div class="table" tabindex="0" role="group" aria-labelledby="${id}-title">
      <table>
        <thead>
          <tr>
            ${head.map((text) => html`<th scope="col">${text}</th>`)}
          </tr>
        </thead>
        <tbody>
          ${rows.map(
            (row) =>
              html`<tr>
                ${row.map((text) => html`<td>${text}</td>`)}
              </tr>`,
          )}
        </tbody>
      </table>
    </div>
  </section>`;
}
