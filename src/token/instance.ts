import { hostname } from 'node:os';

/** Which of the processes over one database this is, as the history names it: `host/pid`. */
export class Instance {
  readonly name: string;

  constructor(name = `${hostname()}/${process.pid}`) {
    this.name = name.slice(0, 100);
  }
}
