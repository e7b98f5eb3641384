// As many requests as a server can take, over plain sockets: the bytes of one request, again and again, and nothing read of
// the answers but how long they are. A client that parses would be slower than the servers it measures.
import { connect } from 'node:net';

/** Sends `request` over `width` kept connections until `count` answers have come; answers seconds and latencies. */
export async function drive({ port, request, count, width, depth = 1 }) {
  const bytes = Buffer.from(request);
  const length = await lengthOfAnswer(port, bytes);
  const times = [];
  let begun = 0;
  let done = 0;
  const startedAt = performance.now();
  await Promise.all(
    Array.from(
      { length: width },
      () =>
        new Promise((resolve, reject) => {
          const socket = connect(port, '127.0.0.1');
          socket.setNoDelay(true);
          const sentAt = [];
          let unread = 0;
          const send = () => {
            if (begun >= count) return;
            begun += 1;
            sentAt.push(performance.now());
            socket.write(bytes);
          };
          socket.on('connect', () => {
            for (let at = 0; at < depth; at++) send();
          });
          socket.on('data', (chunk) => {
            unread += chunk.length;
            while (unread >= length) {
              unread -= length;
              done += 1;
              const at = sentAt.shift();
              if (done % 8 === 0) times.push(performance.now() - at);
              send();
            }
            if (sentAt.length === 0) socket.end();
          });
          socket.on('close', () =>
            unread === 0 ? resolve() : reject(new Error(`answers of another length than ${length}`)),
          );
          socket.on('error', reject);
        }),
    ),
  );
  const seconds = (performance.now() - startedAt) / 1000;
  times.sort((a, b) => a - b);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  return { perSecond: done / seconds, p50Ms: at(0.5), p99Ms: at(0.99) };
}

/** How many bytes one answer has; it must be a 200. */
function lengthOfAnswer(port, bytes) {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    let text = '';
    socket.on('error', reject);
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      const end = text.indexOf('\r\n\r\n');
      if (end === -1) return;
      const body = Number(/content-length: (\d+)/i.exec(text)?.[1]);
      if (text.length < end + 4 + body) return;
      socket.end();
      if (!text.startsWith('HTTP/1.1 200')) reject(new Error(text.slice(0, 300)));
      else resolve(end + 4 + body);
    });
  });
}
