// The script of the hidden frame: it hosts the crew where threads may share memory.

import { expose } from "comlink";
import { Host } from "./crewhost.ts";

const host = new Host();

addEventListener("message", ({ source, ports: [engine] }) => {
  if (source !== parent) return;
  // Another engine's thread, or none any more.
  host.close();
  if (engine !== undefined) expose(host, engine);
});
parent.postMessage(crossOriginIsolated && typeof SharedArrayBuffer === "function", location.origin);
