/** Runs once per call of Jest, after its last worker. */
export default async function globalTeardown(): Promise<void> {
  const held = globalThis as { stopTestPostgres?: () => Promise<void> };
  await held.stopTestPostgres?.();
}
