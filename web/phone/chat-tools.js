import { control } from './control.js';
import { byId } from './element.js';

/** Bytes of a picture that the sandbox keeps. */
const MAX_PICTURE_BYTES = 2_097_152;

/** What can be sent beside words: the row that 更多 opens below the line to write in. */
export class ChatTools {
  /** `send` is handed a message, `scan` is asked for the scanner, `notify` is told which word to show; `account` answers its key. */
  constructor({ account, send, scan, notify }) {
    this.account = account;
    this.send = send;
    this.notify = notify;
    byId('chat-more').addEventListener('click', () => this.toggle());
    byId('send-voice').addEventListener('click', () => this.close(() => send({ type: 'voice' })));
    byId('scan').addEventListener('click', () => this.close(scan));
    byId('send-picture').addEventListener('change', (event) =>
      this.chosen(event, (file) => this.picture(file)),
    );
    byId('send-file').addEventListener('change', (event) =>
      this.chosen(event, ({ name, size }) => send({ type: 'file', title: name.slice(0, 200), bytes: size })),
    );
  }

  toggle(open = byId('chat-tools').hidden) {
    byId('chat-tools').hidden = !open;
    byId('chat-more').setAttribute('aria-expanded', String(open));
  }

  close(then) {
    this.toggle(false);
    then();
  }

  /** Each choice counts, also that of the same file again. */
  chosen({ target }, act) {
    const [file] = target.files;
    target.value = '';
    if (file) this.close(() => act(file));
  }

  async picture(file) {
    if (file.size > MAX_PICTURE_BYTES) {
      this.notify('tooLarge');
      return;
    }
    try {
      const { media_id } = await control.keepMedium(this.account(), {
        type: 'image',
        content_type: file.type,
        content: await base64Of(file),
      });
      await this.send({ type: 'image', media_id });
    } catch {
      this.notify('notSent');
    }
  }
}

async function base64Of(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text);
}
