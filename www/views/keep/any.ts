/** Whether the browser may keep models of this page: seen from its folder alone, which stands as www/worker/keep.ts writes it. */
export async function anyKept(): Promise<boolean> {
  try {
    const folder = await (await navigator.storage.getDirectory()).getDirectoryHandle("models");
    for await (const name of (folder as unknown as { keys(): AsyncIterable<string> }).keys())
      if (!name.startsWith("text-")) return true;
  } catch {
    // No storage, or nothing was ever kept.
  }
  return false;
}
