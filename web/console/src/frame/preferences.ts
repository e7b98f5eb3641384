import { useSyncExternalStore } from 'react';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';

/** What this browser remembers of how its operator likes the console. */
export interface Preferences {
  readonly theme: Theme;
  readonly density: Density;
  readonly language: 'zh-CN' | 'en';
}

const KEY = 'lingpai.console';
const listeners = new Set<() => void>();
const dark = window.matchMedia('(prefers-color-scheme: dark)');
const stillness = window.matchMedia('(prefers-reduced-motion: reduce)');
let held: Preferences = read();

function read(): Preferences {
  const usual: Preferences = { theme: 'system', density: 'comfortable', language: 'zh-CN' };
  try {
    return { ...usual, ...(JSON.parse(localStorage.getItem(KEY) ?? '{}') as Partial<Preferences>) };
  } catch {
    return usual;
  }
}

/** Changes some preferences, and remembers them where the browser lets us. */
export function prefer(change: Partial<Preferences>): void {
  held = { ...held, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(held));
  } catch {
    // A browser that keeps nothing forgets it at the next visit.
  }
  for (const tell of listeners) tell();
}

export function preferences(): Preferences {
  return held;
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(subscribe, preferences);
}

/** Whether it is dark now: as chosen, or as the system has it. */
export function useDark(): boolean {
  const { theme } = usePreferences();
  const system = useSyncExternalStore(subscribeToSystem, () => dark.matches);
  return theme === 'system' ? system : theme === 'dark';
}

/** Whether the system asks for nothing to move. */
export function useStillness(): boolean {
  return useSyncExternalStore(
    (tell) => {
      stillness.addEventListener('change', tell);
      return () => stillness.removeEventListener('change', tell);
    },
    () => stillness.matches,
  );
}

function subscribe(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}

function subscribeToSystem(tell: () => void): () => void {
  dark.addEventListener('change', tell);
  return () => dark.removeEventListener('change', tell);
}
