// Keeps the page for when there is no network, and hears of a new version.

/** Milliseconds between two looks for a new version, in a page that stays open. */
const LOOK = 3_600_000;

/** `ready`: a new version is kept, whole, and waits. Returns nothing where the browser or the host keeps no page. */
export async function keepPage(ready: (waiting: ServiceWorker) => void): Promise<void> {
  let kept: ServiceWorkerRegistration | undefined;
  try {
    kept = (await navigator.serviceWorker.register(new URL("sw.js", document.baseURI), {
      updateViaCache: "none",
    })) as ServiceWorkerRegistration | undefined;
  } catch {
    // A browser that is told to refuses: in a page without an origin even to name the service.
  }
  // Or it gives nothing.
  if (kept === undefined) return;
  const { serviceWorker } = navigator;
  const watch = (coming: ServiceWorker | null): void => {
    // The first one is the version that is on the page.
    const told = (): void => {
      if (coming?.state === "installed" && serviceWorker.controller !== null) ready(coming);
    };
    coming?.addEventListener("statechange", told);
    told();
  };
  watch(kept.waiting);
  watch(kept.installing);
  kept.addEventListener("updatefound", () => watch(kept.installing));
  setInterval(() => void kept.update().catch(() => undefined), LOOK);
}

/** Asks for the new version: the pages that are open, where one of them must be closed first; else this page begins anew. */
export function take(waiting: ServiceWorker): Promise<number> {
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  const { port1, port2 } = new MessageChannel();
  const open = new Promise<number>((resolve) => {
    port1.onmessage = ({ data }: MessageEvent<number>) => resolve(data);
  });
  waiting.postMessage("take", [port2]);
  return open;
}
