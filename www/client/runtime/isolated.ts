// Whether threads of this page may share memory, and if not, why.

import type { Alone } from "../api/index.ts";

/** Why threads share no memory here, or null where they do. */
export function alone(): Alone | null {
  if (navigator.hardwareConcurrency === 1) return "cores";
  // WebKit has the first without the second.
  if (crossOriginIsolated) return typeof SharedArrayBuffer === "function" ? null : "browser";
  if (location.protocol === "file:") return "file";
  if (window.parent !== window) return "frame";
  if (!isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator)) return "browser";
  // The service worker has answered this page, and it is not isolated all the same.
  return navigator.serviceWorker.controller === null ? "reload" : "host";
}

let lent: Promise<HTMLIFrameElement | null> | null = null;

/**
 * A hidden frame of this page whose threads may share memory where the page's may not; null where there is none. One that needs the service
 * worker waits for it, for ever where there is never one.
 */
export function isolatedFrame(): Promise<HTMLIFrameElement | null> {
  const why = alone();
  if (why !== "reload" && why !== "host") return Promise.resolve(null);
  return (lent ??= import("./lent.ts").then(({ frame }) => frame()).catch(() => null));
}
