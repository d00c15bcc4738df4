// What the page does for the crew: it says when it is hidden or the computer runs on its battery, and hosts the crew, in a frame that is
// isolated where the page itself is not.

import { expose } from "comlink";
import { CREW, type Rest, type Said } from "../wire/crew.ts";
import { Host } from "./crewhost.ts";
import { alone, isolatedFrame } from "./isolated.ts";

interface Battery extends EventTarget {
  readonly charging: boolean;
}

/** Tells an engine's thread now and at each change what it cannot know of itself, until it ends. */
export function offer(engine: Worker, ended: AbortSignal): void {
  const { port1, port2 } = new MessageChannel();
  engine.postMessage({ [CREW]: port2 }, [port2]);
  const say = (said: Said, moved: Transferable[] = []): void => port1.postMessage(said, moved);
  follow((rest) => say({ rest }), ended);
  void lend(say, ended);
}

/** Says whether there is a reason to leave the other cores alone. */
function follow(tell: (rest: Rest | null) => void, signal: AbortSignal): void {
  let battery: Battery | null = null;
  const now = (): void => tell(document.hidden ? "hidden" : battery?.charging === false ? "battery" : null);
  document.addEventListener("visibilitychange", now, { signal });
  now();
  const { getBattery } = navigator as { readonly getBattery?: () => Promise<Battery> };
  void getBattery?.call(navigator).then(
    (found) => {
      battery = found;
      found.addEventListener("chargingchange", now, { signal });
      now();
    },
    () => undefined,
  );
}

async function lend(say: (said: Said, moved?: Transferable[]) => void, ended: AbortSignal): Promise<void> {
  const { port1, port2 } = new MessageChannel();
  if (alone() === null) {
    const host = new Host();
    expose(host, port1);
    // A leader ends with the thread that it is for.
    ended.addEventListener("abort", () => host.close());
    say({ host: port2 }, [port2]);
    return;
  }
  const coming = isolatedFrame();
  if (!crossOriginIsolated && !(await kept())) say({ host: "later" });
  const frame = await coming;
  if (ended.aborted) return;
  if (frame === null) {
    say({ host: null });
    return;
  }
  frame.contentWindow?.postMessage(null, origin, [port1]);
  say({ host: port2 }, [port2]);
  ended.addEventListener("abort", () => frame.contentWindow?.postMessage(null, origin));
}

/** Whether the service worker is at work, which makes the frame's document. */
async function kept(): Promise<boolean> {
  try {
    return (await navigator.serviceWorker.getRegistration())?.active != null;
  } catch {
    return false;
  }
}
