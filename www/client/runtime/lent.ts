// A hidden frame whose threads may share memory although the page's may not, and without loading the page again: the service worker makes
// its document, with a policy that isolates it in the browsers that know of it.

import script from "./crewframe.ts?worker&url";

/** Milliseconds within which the frame must say whether it is isolated: in all, and once it is loaded. */
const PATIENCE = 10_000;
const LOADED = 1_000;

/** The frame, once there is a service worker; null where the browser or the host knows no such thing. */
export async function frame(): Promise<HTMLIFrameElement | null> {
  await navigator.serviceWorker.ready;
  if (!(await mayFrame())) return null;
  const here = new URL(".", document.baseURI).href;
  const path = new URL(script, document.baseURI).href.slice(here.length);
  const made = document.createElement("iframe");
  made.hidden = true;
  made.src = `${here}isolated?script=${encodeURIComponent(path)}`;
  const isolated = await new Promise<boolean>((said) => {
    const heard = ({ source, data }: MessageEvent<unknown>): void => {
      if (source === made.contentWindow) end(data === true);
    };
    const end = (isolated: boolean): void => {
      removeEventListener("message", heard);
      clearTimeout(late);
      said(isolated);
    };
    let late = setTimeout(end, PATIENCE, false);
    addEventListener("message", heard);
    made.addEventListener("load", () => {
      clearTimeout(late);
      late = setTimeout(end, LOADED, false);
    });
    document.body.append(made);
  });
  if (!isolated) made.remove();
  return isolated ? made : null;
}

/** Whether the host's own policy lets the page have a frame: a browser complains of one that is forbidden. */
async function mayFrame(): Promise<boolean> {
  try {
    const { headers } = await fetch(document.baseURI, { cache: "force-cache" });
    return (headers.get("content-security-policy") ?? "").split(",").every(allows);
  } catch {
    return false;
  }
}

function allows(policy: string): boolean {
  const directives = new Map(
    policy.split(";").map((directive) => {
      const [name = "", ...sources] = directive.trim().split(/\s+/);
      return [name.toLowerCase(), sources] as const;
    }),
  );
  const sources = directives.get("frame-src") ?? directives.get("child-src") ?? directives.get("default-src");
  const ours = ["'self'", "*", location.protocol, location.origin];
  return sources === undefined || sources.some((source) => ours.includes(source));
}
