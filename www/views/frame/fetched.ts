// Fetches a room's code, its styles too, as often as it takes.

/** Style sheets that did not come. Vite asks for each only once: a room opened again would stand there without its styles. */
const missing = new Set<string>();

// Whatever asked for it, a style sheet that fails is known here: a link of its own has a sheet even then.
document.addEventListener(
  "error",
  ({ target }) => {
    if (!(target instanceof HTMLLinkElement) || target.rel !== "stylesheet") return;
    missing.add(target.href);
    target.remove();
  },
  true,
);

export async function fetched<T>(load: () => Promise<T>): Promise<T> {
  await Promise.all(Array.from(missing, styled));
  return load();
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
      reject(new Error(`its styles did not come from ${href}`));
    });
    document.head.append(link);
  });
}
