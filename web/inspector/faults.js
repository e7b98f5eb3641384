import { byId, make } from '../phone/element.js';
import { language } from '../phone/words.js';
import { control } from './control.js';
import { word } from './words.js';

/** The presets as buttons: standing ones are switches, blows fall once. */
export class FaultPanel {
  rows = new Map();

  constructor(attempt) {
    this.attempt = attempt;
    byId('heal').addEventListener('click', () => attempt(() => control.healAll()));
  }

  async refresh() {
    const [{ presets }, { faults }] = await Promise.all([control.presets(), control.faults()]);
    for (const preset of presets) this.show(preset);
    const ids = new Set(presets.map(({ id }) => id));
    const own = faults.filter(({ name }) => !ids.has(name)).map(({ name, path }) => name ?? path);
    const on = [...presets.filter((preset) => preset.on).map(({ title }) => title[language()]), ...own];
    byId('faults-on').textContent = on.length === 0 ? word('nothingOn') : `${word('onNow')} ${on.join(', ')}`;
  }

  show(preset) {
    const row = this.rows.get(preset.id) ?? this.begin(preset);
    const standing = preset.kind !== 'blow';
    if (standing) row.button.setAttribute('aria-pressed', String(preset.on));
    row.state.textContent = standing ? word(preset.on ? 'on' : 'off') : word('blow');
    row.hits.textContent = preset.hits === 0 ? '' : `${preset.hits} ${word('hits')}`;
    row.on = preset.on;
  }

  begin(preset) {
    const [state, hits] = [make('span', { class: 'state' }), make('small', { class: 'hits' })];
    const button = make(
      'button',
      { type: 'button', class: 'preset', 'data-preset': preset.id },
      make(
        'span',
        { class: 'preset-text' },
        make('b', {}, preset.title[language()]),
        make('small', {}, preset.gloss[language()]),
      ),
      hits,
      state,
    );
    const row = { button, state, hits, on: preset.on };
    button.addEventListener('click', () =>
      this.attempt(() =>
        row.on ? control.heal(preset.id) : control.strike(preset.id, strength(preset.kind)),
      ),
    );
    this.rows.set(preset.id, row);
    byId('presets').append(make('li', {}, button));
    return row;
  }
}

/** What the fields above the buttons say; an empty one leaves it to the preset. */
function strength(kind) {
  if (kind !== 'faults') return {};
  const told = ['probability', 'seed', 'times'].map((name) => [name, byId(name).value]);
  return Object.fromEntries(
    told.filter(([, value]) => value !== '').map(([name, value]) => [name, Number(value)]),
  );
}
