import { control } from './control.js';
import { byId } from './element.js';
import { language, word } from './words.js';

/** WeChat's time, on the panel and on the phone. */
export class ClockFace {
  aheadMs = 0;
  offsetSeconds = 0;

  constructor() {
    for (const button of document.querySelectorAll('[data-advance]')) {
      button.addEventListener('click', async () =>
        this.set(await control.advance(Number(button.dataset.advance))),
      );
    }
    setInterval(() => this.draw(), 1000);
  }

  async show() {
    this.set(await control.clock());
  }

  set({ now, offset_seconds }) {
    this.aheadMs = Date.parse(now) - Date.now();
    this.offsetSeconds = offset_seconds;
    this.draw();
  }

  draw() {
    const now = new Date(Date.now() + this.aheadMs);
    const locale = language() === 'en' ? 'en-GB' : 'zh-CN';
    const short = now.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit', hour12: false });
    byId('phone-time').textContent = short;
    byId('chat-time').textContent = short;
    byId('clock-now').dateTime = now.toISOString();
    byId('clock-now').textContent = now.toLocaleString(locale, {
      dateStyle: 'medium',
      timeStyle: 'medium',
      hour12: false,
    });
    byId('clock-offset').hidden = this.offsetSeconds === 0;
    byId('clock-offset').textContent = `${word('ahead')} ${spell(this.offsetSeconds)}`;
  }
}

/** 9000 → "2 小时 30 分钟". */
function spell(seconds) {
  const units = language() === 'en' ? ['d', 'h', 'min', 's'] : ['天', '小时', '分钟', '秒'];
  const parts = [
    Math.floor(seconds / 86400),
    Math.floor(seconds / 3600) % 24,
    Math.floor(seconds / 60) % 60,
    Math.floor(seconds % 60),
  ];
  return parts.flatMap((count, index) => (count ? [`${count} ${units[index]}`] : [])).join(' ');
}
