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
