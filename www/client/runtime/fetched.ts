// Code that is imported when it is wanted. The build puts this around every `import()` of the page and of the engine's thread.

/**
 * Files that came, or are coming. One that failed is not among them, so it is asked for again. Nothing is imported before it came: many
 * a browser keeps a module that failed once as failed, for as long as the page lives.
 */
const coming = new Map<string, Promise<void>>();

/** Imports by `load` once the module and all that it needs, code and styles, are there. The build names no files where it is in this one. */
export async function fetched<T>(load: () => Promise<T>, files: readonly string[] = [], from: string): Promise<T> {
  await Promise.all(files.map((file) => once(new URL(file, from).href)));
  return load();
}

function once(address: string): Promise<void> {
  let file = coming.get(address);
  if (file === undefined) {
    file = (address.endsWith(".css") ? styles : code)(address);
    coming.set(address, file);
    file.catch(() => coming.delete(address));
  }
  return file;
}

/** Into the browser's own cache. */
async function code(address: string): Promise<void> {
  // This very file is here.
  if (address === import.meta.url) return;
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address}: ${String(answer.status)}`);
  await answer.arrayBuffer();
}

async function styles(address: string): Promise<void> {
  if (Array.from(document.styleSheets).some(({ href }) => href === address)) return;
  const link = document.createElement("link");
  link.rel = "stylesheet";
  link.href = address;
  document.head.append(link);
  await new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = () => {
      // It would count as there.
      link.remove();
      reject(new Error(address));
    };
  });
}
