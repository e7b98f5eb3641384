import { byId, make } from '../phone/element.js';
import { language } from '../phone/words.js';
import { control } from './control.js';
import { spell, word } from './words.js';

/** The slider's places, in seconds. */
const LEAPS = [60, 300, 900, 1800, 3600, 7200, 21_600, 43_200, 86_400, 259_200, 604_800, 2_592_000];
const FIRST_LEAP = 5;

/** WeChat's time, ways to move it, and what lapses next. */
export class ClockPanel {
  aheadMs = 0;
  offsetSeconds = 0;
  drawn = '';

  constructor(attempt) {
    this.attempt = attempt;
    const slider = byId('leap');
    slider.max = String(LEAPS.length - 1);
    slider.value = String(FIRST_LEAP);
    slider.addEventListener('input', () => this.drawLeap());
    byId('leap-go').addEventListener('click', () => this.advance(LEAPS[Number(slider.value)]));
    for (const button of document.querySelectorAll('[data-advance]'))
      button.addEventListener('click', () => this.advance(Number(button.dataset.advance)));
    this.drawLeap();
    setInterval(() => this.draw(), 1000);
  }

  advance(seconds) {
    return this.attempt(() => control.advance(seconds));
  }

  async refresh() {
    const [{ now, offset_seconds: offset }, { lapses }] = await Promise.all([
      control.clock(),
      control.lapses(),
    ]);
    this.aheadMs = Date.parse(now) - Date.now();
    this.offsetSeconds = offset;
    this.draw();
    this.drawLapses(lapses);
  }

  draw() {
    const now = new Date(Date.now() + this.aheadMs);
    byId('clock-now').dateTime = now.toISOString();
    byId('clock-now').textContent = now.toLocaleString(language() === 'en' ? 'en-GB' : 'zh-CN', {
      dateStyle: 'medium',
      timeStyle: 'medium',
      hour12: false,
    });
    byId('clock-offset').hidden = this.offsetSeconds === 0;
    byId('clock-offset').textContent = `${word('ahead')} ${spell(this.offsetSeconds)}`;
  }

  drawLeap() {
    const text = spell(LEAPS[Number(byId('leap').value)]);
    byId('leap').setAttribute('aria-valuetext', text);
    byId('leap-go').textContent = `${word('leapGo')} ${text}`;
  }

  /** The rows change in place: a button must not vanish below a finger. */
  drawLapses(lapses) {
    const kinds = lapses.map(({ kind }) => kind).join(' ');
    if (kinds !== this.drawn) {
      byId('lapses').replaceChildren(...lapses.map((lapse) => this.lapseRow(lapse)));
      this.drawn = kinds;
    }
    for (const [index, lapse] of lapses.entries()) {
      const row = byId('lapses').children[index];
      row.seconds = lapse.seconds;
      row.querySelector('.until').textContent = `${spell(lapse.seconds)} ${word('inTime')}`.trim();
      row.querySelector('.count').textContent = lapse.count > 1 ? `×${lapse.count}` : '';
    }
  }

  lapseRow({ kind }) {
    const name = word(kind === 'fault' ? 'fault_end' : kind);
    const go = make(
      'button',
      { type: 'button', class: 'small', 'aria-label': `${word('goThere')}: ${name}` },
      '⇥',
    );
    const row = make(
      'li',
      {},
      make('span', { class: 'lapse-kind' }, name, ' ', make('small', { class: 'count' })),
      make('span', { class: 'until' }),
      go,
    );
    go.addEventListener('click', () => this.advance(row.seconds));
    return row;
  }
}
