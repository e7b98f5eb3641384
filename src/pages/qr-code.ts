import { encode } from 'uqr';

/** Four modules of white: what the standard asks for and scanners count on. */
const QUIET_ZONE = 4;

/** A longer text makes a code too dense for a camera at this size, and a slow one to compute. */
const MAX_BYTES = 500;

/**
 * A QR code as inline SVG, dark on its own white ground so that it reads in dark mode too. Null when the
 * text is longer than 500 bytes. `label` is HTML.
 */
export function qrCode(text: string, label: string): string | null {
  if (Buffer.byteLength(text) > MAX_BYTES) return null;
  const modules = encode(text, { ecc: 'M', border: 0 }).data;
  const size = modules.length + 2 * QUIET_ZONE;
  return (
    `<svg class="qr" role="img" aria-label="${label}" viewBox="0 0 ${size} ${size}" shape-rendering="crispEdges">` +
    `<path fill="#fff" d="M0 0h${size}v${size}H0z"/><path fill="#000" d="${path(modules)}"/></svg>`
  );
}

/** One rectangle for each run of dark modules in a row. */
function path(modules: readonly boolean[][]): string {
  let drawn = '';
  modules.forEach((row, y) => {
    for (let x = 0; x < row.length; x++) {
      if (!row[x]) continue;
      const from = x;
      while (row[x + 1]) x++;
      const width = x - from + 1;
      drawn += `M${from + QUIET_ZONE} ${y + QUIET_ZONE}h${width}v1h-${width}z`;
    }
  });
  return drawn;
}
