// The worker's entry, and nothing else: no chunk may import this file. WebKit evaluates a worker's entry a second time where one does, and a
// second engine without any models would then answer.

import { expose } from "comlink";
import { api } from "./worker.js";

expose(api);
