const FLUSH_MS = 50;
const KEPT_WHILE_PAUSED = 2000;

/** The journal as it happens. Entries come in handfuls; while paused they wait, the newest of them. */
export class LiveJournal {
  waiting = [];
  paused = false;
  connected = false;
  timer = null;

  /** `on.entries(list)`, `on.cleared()` and `on.state({ connected, paused, waiting })` are told. */
  constructor(on) {
    this.on = on;
  }

  open() {
    const source = new EventSource('/_sandbox/journal/stream');
    source.addEventListener('open', () => this.tell(true));
    source.addEventListener('error', () => this.tell(false));
    source.addEventListener('entry', ({ data }) => this.receive(JSON.parse(data)));
    source.addEventListener('cleared', () => {
      this.waiting = [];
      this.on.cleared();
      this.tell(this.connected);
    });
  }

  toggle() {
    this.paused = !this.paused;
    if (!this.paused) this.flush();
    this.tell(this.connected);
  }

  receive(entry) {
    this.waiting.push(entry);
    if (this.waiting.length > KEPT_WHILE_PAUSED) this.waiting.shift();
    if (this.paused) this.tell(this.connected);
    else this.timer ??= setTimeout(() => this.flush(), FLUSH_MS);
  }

  flush() {
    this.timer = null;
    if (this.paused || this.waiting.length === 0) return;
    this.on.entries(this.waiting.splice(0));
  }

  tell(connected) {
    this.connected = connected;
    this.on.state({ connected, paused: this.paused, waiting: this.waiting.length });
  }
}
