import type { IncomingMessage, Server } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { isLoopbackHost, isWeChatHost } from '../tls/wechat-hosts.js';

const HTTPS_PORT = 443;
const FROM_HERE = /^(?:::ffff:)?127\.|^::1$/;
const REFUSAL =
  "The sandbox's proxy leads to WeChat's hosts, which it answers itself, and to this machine; nowhere else.\n";
const NO_TLS = 'WeChat over HTTPS needs a sandbox with a certificate: lingpai sandbox --tls.\n';

/**
 * An HTTP proxy (CONNECT) on the port of the sandbox, for programs whose host names are hard-wired: to WeChat's hosts
 * it leads back into the sandbox, to loopback addresses there, to others not. It serves this machine only.
 */
export class Proxy {
  private readonly sockets = new Set<Duplex>();

  /** Begins to serve on `plain`; `secure` is the sandbox over TLS, where there is one. */
  constructor(
    private readonly plain: Server,
    private readonly secure: Server | null,
  ) {
    plain.on('connect', (request, socket, head) => {
      this.hold(socket);
      this.lead(request, socket as Socket, head);
    });
  }

  /** Cuts every tunnel. */
  close(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  private lead(request: IncomingMessage, socket: Socket, head: Buffer): void {
    const target = targetOf(request.url ?? '');
    if (!target || !FROM_HERE.test(socket.remoteAddress ?? ''))
      return refuse(socket, '403 Forbidden', REFUSAL);
    const { host, port } = target;
    if (isWeChatHost(host)) {
      const server = port === HTTPS_PORT ? this.secure : this.plain;
      if (!server) return refuse(socket, '501 Not Implemented', NO_TLS);
      established(socket);
      if (head.length > 0) socket.unshift(head);
      server.emit('connection', socket);
      return;
    }
    if (isLoopbackHost(host)) return this.tunnel(host, port, socket, head);
    refuse(socket, '403 Forbidden', REFUSAL);
  }

  private tunnel(host: string, port: number, socket: Socket, head: Buffer): void {
    const there = connect({ host: host.replace(/^\[|\]$/g, ''), port });
    this.hold(there);
    there.once('error', () => refuse(socket, '502 Bad Gateway', 'Nobody listens there.\n'));
    there.once('connect', () => {
      established(socket);
      there.write(head);
      socket.pipe(there).pipe(socket);
    });
    socket.once('close', () => there.destroy());
  }

  private hold(socket: Duplex): void {
    this.sockets.add(socket);
    socket.once('close', () => this.sockets.delete(socket));
    socket.on('error', () => socket.destroy());
  }
}

/** What CONNECT names: `host:port`. */
function targetOf(authority: string): { host: string; port: number } | null {
  const found = /^(.+):(\d{1,5})$/.exec(authority);
  const port = Number(found?.[2]);
  return found && port > 0 && port < 65_536 ? { host: found[1]!, port } : null;
}

function established(socket: Duplex): void {
  socket.write('HTTP/1.1 200 Connection Established\r\nx-lingpai-sandbox: 1\r\n\r\n');
}

function refuse(socket: Duplex, status: string, text: string): void {
  const headers = `content-type: text/plain\r\ncontent-length: ${Buffer.byteLength(text)}\r\nx-lingpai-sandbox: 1`;
  socket.end(`HTTP/1.1 ${status}\r\n${headers}\r\nconnection: close\r\n\r\n${text}`);
}
