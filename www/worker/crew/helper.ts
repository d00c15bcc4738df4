// A helper's thread: it takes its share of each step until it is dismissed.

import type { HelperStart } from "../../client/wire/crew.ts";
import { type HelperExports, importsOf } from "./wasm.js";

addEventListener("message", ({ data }: MessageEvent<HelperStart>) => {
  const { module, memory, tid, argument } = data;
  const imports = importsOf(memory, () => -1);
  // The shared memory is there already, and the module is small; between here and its end nobody waits for this thread.
  const { exports } = new WebAssembly.Instance(module, imports);
  (exports as unknown as HelperExports).wasi_thread_start(tid, argument);
  close();
});
