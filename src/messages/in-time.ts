/** What `work` comes to within so many milliseconds; null when it takes longer, or fails: then `tell` hears why. */
export async function inTime<T>(
  work: Promise<T | null>,
  ms: number,
  tell: (why: unknown) => void,
): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => {
      tell(new Error('not in time'));
      resolve(null);
    }, ms);
  });
  const done = work.catch((error: unknown) => {
    tell(error);
    return null;
  });
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
