// What this machine remembers of its reader, where the browser lets the page.

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    // Storage is forbidden here: nothing is remembered, all else works.
    return null;
  }
}

export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(key);
    else localStorage.setItem(key, value);
  } catch {
    // As above.
  }
}
