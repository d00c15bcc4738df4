// The worker's entry, and nothing else: no chunk may import this file. WebKit evaluates a worker's entry a second time where one does, and a
// second engine without any models would then answer.

import { expose } from "comlink";
import { errorsCross } from "../client/wire/errors.ts";
import { api } from "./worker.js";

errorsCross();
expose(api);
