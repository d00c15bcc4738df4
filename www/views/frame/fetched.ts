// Fetches a room's code, its styles too, as often as it takes.

/** Style sheets that did not come. Vite asks for each only once: a room opened again would stand there without its styles. */
const missing = new Set<string>();

export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  await Promise.all(Array.from(missing, styled));
  try {
    return await load();
  } catch (error) {
    for (const link of document.head.querySelectorAll<HTMLLinkElement>('link[rel="stylesheet"]')) {
      if (link.sheet !== null) continue;
      missing.add(link.href);
      link.remove();
    }
    throw error;
  }
}

function styled(href: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = href;
    link.addEventListener("load", () => {
      missing.delete(href);
      resolve();
    });
    link.addEventListener("error", () => {
      link.remove();
      reject(new Error(`its styles did not come from ${href}`));
    });
    document.head.append(link);
  });
}
