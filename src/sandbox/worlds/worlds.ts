import { NoSuchWorld, TooManyWorlds } from '../sandbox.errors.js';

const MOST_WORLDS = 100;

/** A world with a port of its own. */
export interface ReachableWorld<World> {
  readonly url: string;
  readonly tlsUrl: string | null;
  readonly world: World;
  close(): Promise<void>;
}

/** Worlds opened beside another in the same process, for tests that run side by side; each is closed on its own. */
export class Worlds<World> {
  private readonly open = new Map<string, ReachableWorld<World>>();
  private opened = 0;
  private starting = 0;

  constructor(private readonly start: () => Promise<ReachableWorld<World>>) {}

  list(): { id: string; reached: ReachableWorld<World> }[] {
    return [...this.open].map(([id, reached]) => ({ id, reached }));
  }

  /** Another world, on a free port, as on its first day. @throws TooManyWorlds beyond a hundred */
  async add(): Promise<{ id: string; reached: ReachableWorld<World> }> {
    if (this.open.size + this.starting >= MOST_WORLDS) throw new TooManyWorlds(MOST_WORLDS);
    this.starting += 1;
    try {
      const reached = await this.start();
      const id = `w${++this.opened}`;
      this.open.set(id, reached);
      return { id, reached };
    } finally {
      this.starting -= 1;
    }
  }

  /** Ends a world: its connections are cut and its port is free. @throws NoSuchWorld */
  async remove(id: string): Promise<void> {
    const reached = this.open.get(id);
    if (!reached) throw new NoSuchWorld(id);
    this.open.delete(id);
    await reached.close();
  }

  async close(): Promise<void> {
    await Promise.all(this.list().map(({ id }) => this.remove(id)));
  }
}
