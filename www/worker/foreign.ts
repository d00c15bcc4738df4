// A file that another program wrote becomes one of ours in the second engine; the first reads that as every other.

import type { Adopted } from "../client/api/index.ts";
import type { EngineApi } from "../client/wire/protocol.ts";
import { Job } from "./jobs.js";
import { lab } from "./lab.js";
import { alone, drive } from "./work.js";

export const adopt = async (...[saved, told]: Parameters<EngineApi["adopt"]>): ReturnType<EngineApi["adopt"]> => {
  const engine = await lab();
  // Nobody waits for its progress, and it is not ended before its end.
  return drive(
    new Job(),
    "The file",
    alone<Adopted>(() => engine.adopt(saved, told)),
  );
};
