// The scripting interface as types: what `globalThis.glasslm` offers, and what the page's own views use.
// Letters as everywhere: n context length, d embedding size, H hidden size, |V| vocabulary size. Losses are nats per token.
// Every call returns a promise; a rejection is an `Error` whose message says what was wrong and what would be right,
// and the model is then as it was before the call.

export type * from "./base.ts";
export type * from "./debug.ts";
export type * from "./embeddings.ts";
export type * from "./engine.ts";
export type * from "./glasslm.ts";
export type * from "./gpu.ts";
export type * from "./history.ts";
export type * from "./measure.ts";
export type * from "./model.ts";
export type * from "./primer.ts";
export type * from "./refusal.ts";
export type * from "./shapes.ts";
