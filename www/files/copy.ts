/** Puts a text on the clipboard. False: the browser keeps it to itself, or has none, as on a page that did not come by https. */
export async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
