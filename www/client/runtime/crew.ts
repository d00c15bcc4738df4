// What the page does for the crew: it says when it is hidden or the computer runs on its battery.

import { CREW, type Rest } from "../wire/crew.ts";

interface Battery extends EventTarget {
  readonly charging: boolean;
}

/** Tells an engine's thread now and at each change whether there is a reason to leave the other cores alone. */
export function offer(engine: Worker): void {
  const { port1, port2 } = new MessageChannel();
  engine.postMessage({ [CREW]: port2 }, [port2]);
  let battery: Battery | null = null;
  const tell = (): void => {
    const rest: Rest | null = document.hidden ? "hidden" : battery?.charging === false ? "battery" : null;
    port1.postMessage(rest);
  };
  document.addEventListener("visibilitychange", tell);
  tell();
  const { getBattery } = navigator as { readonly getBattery?: () => Promise<Battery> };
  void getBattery?.call(navigator).then(
    (found) => {
      battery = found;
      found.addEventListener("chargingchange", tell);
      tell();
    },
    () => undefined,
  );
}
