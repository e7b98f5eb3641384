// A cable that can be cut, held or made to swallow everything, between one instance and Postgres.
import { connect, createServer } from 'node:net';
import { once } from 'node:events';

/** Starts one on a free port of loopback. */
export async function startTcpProxy(targetPort) {
  const proxy = new TcpProxy(targetPort);
  await proxy.open();
  return proxy;
}

class TcpProxy {
  port = 0;
  #server = null;
  #links = new Set();
  #holding = false;
  #swallowing = false;

  constructor(targetPort) {
    this.targetPort = targetPort;
  }

  /** Listens, on the port it had before if there was one. */
  async open() {
    if (this.#server) return;
    this.#server = createServer((near) => this.#join(near));
    this.#server.listen(this.port, '127.0.0.1');
    await once(this.#server, 'listening');
    this.port = this.#server.address().port;
  }

  /** Connections end with a reset, and new ones are refused, until `open()`. */
  async refuse() {
    const server = this.#server;
    this.#server = null;
    if (!server) return;
    const closed = new Promise((resolve) => server.close(resolve));
    this.cut();
    await closed;
  }

  /** Connections end with a reset; new ones are welcome. */
  cut() {
    for (const { near, far } of this.#links) {
      near.resetAndDestroy();
      far.destroy();
    }
  }

  /** Like a firewall that lost its memory: what is connected hears nothing more, for good. `new ones` too until `heal()`. */
  swallow({ newOnes = true } = {}) {
    for (const link of this.#links) link.swallowed = true;
    this.#swallowing = newOnes;
  }

  heal() {
    this.#swallowing = false;
  }

  /** What the instance says is kept back until `release()`, even when the instance hangs up meanwhile. */
  hold() {
    this.#holding = true;
  }

  /** Bytes that are being kept back. */
  get heldBytes() {
    let bytes = 0;
    for (const { held } of this.#links) for (const part of held) bytes += part.length;
    return bytes;
  }

  release() {
    this.#holding = false;
    for (const link of this.#links) {
      for (const part of link.held.splice(0)) link.far.write(part);
      if (link.hungUp) link.far.end();
    }
  }

  async close() {
    await this.refuse();
  }

  #join(near) {
    const far = connect(this.targetPort, '127.0.0.1');
    const link = { near, far, held: [], hungUp: false, swallowed: this.#swallowing };
    this.#links.add(link);
    for (const socket of [near, far]) socket.setNoDelay(true).on('error', () => undefined);
    near.on('data', (part) => {
      if (link.swallowed) return;
      if (this.#holding) link.held.push(part);
      else far.write(part);
    });
    far.on('data', (part) => {
      if (!link.swallowed) near.write(part);
    });
    near.on('close', () => {
      link.hungUp = true;
      if (link.held.length === 0 && !link.swallowed) far.end();
      if (link.swallowed) far.destroy();
    });
    far.on('close', () => {
      this.#links.delete(link);
      if (!link.swallowed) near.destroy();
    });
  }
}
