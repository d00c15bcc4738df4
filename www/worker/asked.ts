// What is read of a model by name, whichever engine answers.

import type { Reads } from "../client/wire/protocol.ts";

export type Asked<S> = {
  readonly [K in keyof Reads]?: (session: S, ...args: Parameters<Reads[K]>) => ReturnType<Reads[K]>;
};

/** Each name has its own arguments; the page's side of the channel pairs them. */
export type Read<S, Name extends keyof Reads> = (session: S, ...args: unknown[]) => ReturnType<Reads[Name]>;
