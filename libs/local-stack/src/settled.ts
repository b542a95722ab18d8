/** Waits for all even if one fails, so that nothing starts or stops behind the caller's back. @throws the first error. */
export async function settled<T extends readonly unknown[] | []>(
  promises: T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  await Promise.allSettled(promises);
  return Promise.all(promises);
}
