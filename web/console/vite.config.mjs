import path from 'node:path';
import { defineConfig } from 'vite';

// Of antd only this writes a style without the page's nonce.
const scrollLock = {
  name: 'scroll-lock',
  enforce: 'pre',
  resolveId: (source, importer) =>
    source.endsWith('/useScrollLocker') && importer?.includes('@rc-component/portal')
      ? path.join(import.meta.dirname, 'src/frame/scroll-lock.ts')
      : null,
};

// The console is served by the app itself under /admin, and reaches for nothing beyond it.
export default defineConfig({
  root: import.meta.dirname,
  base: '/admin/',
  plugins: [scrollLock],
  // The server puts a fresh nonce in its place with each answer: styles made while running carry it.
  html: { cspNonce: '__LINGPAI_NONCE__' },
  build: {
    outDir: '../../dist/console',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1200,
  },
});
