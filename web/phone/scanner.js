import { control } from './control.js';
import { byId, make } from './element.js';
import { word } from './words.js';

/** 扫一扫: the codes of an account to choose from, or what somebody enters. */
export class Scanner {
  /** `scanned` is told when something was, `notify` which word to show. */
  constructor({ scanned, notify }) {
    this.scanned = scanned;
    this.notify = notify;
    this.account = null;
    byId('scan-form').addEventListener('submit', (event) => {
      event.preventDefault();
      const text = byId('scan-text').value.trim();
      if (text !== '') void this.scan(text);
    });
    byId('scan-close').addEventListener('click', () => byId('scanner').close());
  }

  async open(account) {
    this.account = account;
    byId('scan-text').value = '';
    byId('scan-codes').replaceChildren();
    byId('scanner').showModal();
    try {
      const { qrcodes } = await control.qrCodes(account);
      byId('scan-none').hidden = qrcodes.length > 0;
      byId('scan-codes').replaceChildren(...qrcodes.map((code) => this.choice(code)));
    } catch {
      this.notify('unreachable');
    }
  }

  choice({ ticket, scene, permanent }) {
    const picture = `/cgi-bin/showqrcode?ticket=${encodeURIComponent(ticket)}`;
    const button = make(
      'button',
      { type: 'button', class: 'scan-code' },
      make('img', { src: picture, alt: '', width: 96, height: 96 }),
      make('span', {}, scene),
      make('small', {}, word(permanent ? 'codePermanent' : 'codeTemporary')),
    );
    button.addEventListener('click', () => this.scan(ticket));
    return button;
  }

  /** A ticket, an address, or a bare scene. */
  async scan(text) {
    byId('scanner').close();
    const isCode = /^gQ|^https?:\/\//.test(text);
    try {
      await control.scan(this.account, isCode ? { code: text } : { scene: text.slice(0, 64) });
    } catch (error) {
      this.notify(error.message.endsWith('409') ? 'codeLapsed' : 'unreachable');
    }
    this.scanned();
  }
}
