import { useLayoutEffect } from 'react';

let locks = 0;

/**
 * Keeps what lies behind an open panel still. Stands in for the hook of antd's portals, which writes a style element
 * without a nonce: the page's security policy refuses that, and reports it.
 */
export default function useScrollLock(lock?: boolean): void {
  useLayoutEffect(() => {
    if (!lock) return undefined;
    const { style } = document.body;
    locks += 1;
    const bar = window.innerWidth - document.documentElement.clientWidth;
    style.overflowY = 'hidden';
    if (bar > 0) style.width = `calc(100% - ${bar}px)`;
    return () => {
      locks -= 1;
      if (locks > 0) return;
      style.overflowY = '';
      style.width = '';
    };
  }, [lock]);
}
