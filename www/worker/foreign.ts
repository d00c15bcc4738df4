// A file that another program wrote becomes one of ours in the second engine; the first reads that as every other.

import type { EngineApi } from "../client/wire/protocol.ts";
import { guard } from "./guard.js";
import { lab } from "./lab.js";

export const adopt = async (...[saved, told]: Parameters<EngineApi["adopt"]>): ReturnType<EngineApi["adopt"]> => {
  const engine = await lab();
  return guard(() => engine.adopt(saved, told));
};
