// The engine's thread in the one file: what it would fetch is sent by the page, before anything else is said.

import { sent } from "./sent.js";
import { expose } from "comlink";
import { errorsCross } from "../client/wire/errors.ts";
import { api } from "./worker.js";

globalThis.glasslmFile = sent;
errorsCross();
expose(api);
