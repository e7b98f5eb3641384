import { byId, make } from '../phone/element.js';
import { language } from '../phone/words.js';
import { spell, timeOf, word } from './words.js';

const SHOWN = 5;

/** Programs that seem to recurse for ever: what happened, and the likely cause. */
export class RunawayPanel {
  shown = '';

  constructor(forget) {
    byId('runaways-forget').addEventListener('click', forget);
  }

  /** Draws them, the newest five; drawn anew only where something changed, since each change is read aloud. */
  show(runaways) {
    const seen = JSON.stringify(runaways.map(({ id, count }) => [id, count]));
    if (seen === this.shown) return;
    this.shown = seen;
    byId('runaways-panel').hidden = runaways.length === 0;
    byId('runaways').replaceChildren(...runaways.slice(-SHOWN).toReversed().map(drawn));
  }
}

function drawn(runaway) {
  const spoken = language();
  const seconds = Math.round((Date.parse(runaway.last_at) - Date.parse(runaway.began_at)) / 1000);
  const by = [runaway.caller, runaway.agent?.split(' ')[0], runaway.account].filter(Boolean).join(' · ');
  return make(
    'li',
    {},
    make('p', {}, make('b', {}, runaway.what[spoken])),
    make('p', {}, `${word('likely')}${runaway.cause[spoken]}`),
    make(
      'p',
      { class: 'hint' },
      [timeOf(runaway.began_at), seconds < 1 ? '' : `+${spell(seconds)}`, by].filter(Boolean).join(' · '),
    ),
  );
}
