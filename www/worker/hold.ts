// A lock that this thread holds for as long as it lives: whoever waits for it knows at once that the thread is gone, and is not
// misled by a long calculation.

/** Whether the lock is held; false where the browser has none or refuses. */
export function hold(name: string): Promise<boolean> {
  return new Promise<boolean>((resolve, reject) => {
    // Only a secure context has them: elsewhere this throws, and is a refusal like any other.
    navigator.locks
      .request(name, () => {
        resolve(true);
        return new Promise(() => undefined);
      })
      .catch(reject);
  }).catch(() => false);
}
