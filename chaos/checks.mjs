// What a scenario found, against what it had to find.

/** The figures of one scenario. */
export class Checks {
  rows = [];
  notes = [];

  #add(what, seen, must, ok) {
    this.rows.push({ what, seen, must, ok });
    return ok;
  }

  exactly(what, seen, wanted) {
    return this.#add(what, String(seen), String(wanted), seen === wanted);
  }

  atMost(what, seen, most, unit = '') {
    return this.#add(what, `${rounded(seen)}${unit}`, `≤ ${most}${unit}`, seen <= most);
  }

  atLeast(what, seen, least, unit = '') {
    return this.#add(what, `${rounded(seen)}${unit}`, `≥ ${least}${unit}`, seen >= least);
  }

  /** `seen` says in words what there was. */
  holds(what, ok, seen = ok ? 'yes' : 'no') {
    return this.#add(what, seen, 'yes', Boolean(ok));
  }

  /** Reads that went as they should: none failed. */
  nothingFailed(what, { reads, failed, failures, retries }) {
    this.#add(
      `failed ${what}`,
      `${failed} of ${reads}${failed ? `: ${failures.join(', ')}` : ''}`,
      '0',
      failed === 0,
    );
    if (retries > 0) this.notes.push(`${retries} ${what} were sent again, because their instance had gone`);
    return failed === 0;
  }

  /** Something worth knowing that is no figure to reach. */
  note(text) {
    this.notes.push(text);
  }

  get ok() {
    return this.rows.length > 0 && this.rows.every(({ ok }) => ok);
  }
}

function rounded(number) {
  return Number.isInteger(number) ? number : Number(number.toFixed(number < 10 ? 2 : 0));
}
