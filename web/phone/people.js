import { control } from './control.js';
import { byId, make } from './element.js';
import { language } from './words.js';

/** The cards of who may hold the phone. `onChange` is told once another person holds it. */
export class People {
  constructor(onChange) {
    this.onChange = onChange;
    this.personas = [];
  }

  /** Draws the cards; the holder's is marked. */
  async show() {
    const [{ personas }, { persona }] = await Promise.all([control.personas(), control.phone()]);
    this.personas = personas;
    byId('people').replaceChildren(...personas.map((each) => this.card(each, each.id === persona.id)));
  }

  /** The nickname of a persona, or the id where it is not among the cards. */
  nickname(id) {
    return this.personas.find((each) => each.id === id)?.nickname ?? id;
  }

  card(persona, held) {
    const english = language() === 'en';
    const choice = make('input', { type: 'radio', name: 'persona', value: persona.id, checked: held });
    choice.addEventListener('change', () => this.take(persona.id));
    const face = persona.picture
      ? make('img', { src: `/mmopen/${persona.id}/96`, alt: '', width: 40, height: 40 })
      : make('span', { class: 'no-face', 'aria-hidden': 'true' });
    return make(
      'label',
      { class: 'card' },
      choice,
      face,
      make(
        'span',
        { class: 'card-text' },
        make('b', {}, english ? persona.gloss : persona.title),
        // What a program calls them (x-sandbox-persona), in either language.
        make('small', {}, make('code', {}, persona.id)),
        make('bdi', { class: 'card-name' }, persona.nickname),
      ),
    );
  }

  async take(id) {
    this.onChange(await control.takePhone(id));
  }
}
