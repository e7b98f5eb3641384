// Outages of minutes in seconds: whenever nobody would do anything for a while, that while is skipped, at WeChat and here.

/**
 * Lives through `seconds` of one account's time. Between two attempts, which the account's row announces, time is
 * skipped; whatever happens at an attempt happens for real.
 * @param realTime skips nothing
 */
export async function passTime(stage, account, seconds, { realTime = false } = {}) {
  let skipped = 0;
  const startedAt = performance.now();
  const passed = () => skipped + (performance.now() - startedAt) / 1000;
  while (passed() < seconds) {
    const row = await stage.rows.of(account);
    const idle = row && !row.leased ? row.wait_seconds - 0.3 : 0;
    // The end of a token is lived through: an instance notices a skip only at its next look at the database.
    const untilItsEnd = row?.lives_seconds > 0 ? row.lives_seconds - 2.5 : Infinity;
    const skip = Math.min(idle, untilItsEnd, seconds - passed());
    if (!realTime && skip > 0.3) {
      await stage.rows.age(account, skip);
      skipped += skip;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  return { skipped };
}
