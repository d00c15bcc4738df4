// The script of the hidden frame: it starts the crew's leader where threads may share memory, and ends it.

import { expose } from "comlink";
import type { FrameApi } from "../wire/crew.ts";

let end = (): void => undefined;

const api: FrameApi = {
  open(line) {
    end();
    const leader = new Worker(new URL("../../worker/crew/leader.ts", import.meta.url), {
      type: "module",
      name: "crew",
    });
    leader.postMessage(null, [line]);
    return new Promise((ended, failed) => {
      leader.addEventListener("error", (event) => {
        event.preventDefault();
        failed(new Error(event.message || "its script did not load"));
      });
      end = () => {
        // Its helpers end with it.
        leader.terminate();
        ended();
      };
    });
  },
  close: () => end(),
};

addEventListener("message", ({ source, ports: [engine] }) => {
  if (source !== parent) return;
  // Another engine's thread, or none any more.
  end();
  if (engine !== undefined) expose(api, engine);
});
parent.postMessage(crossOriginIsolated && typeof SharedArrayBuffer === "function", location.origin);
