// The scripting interface for the page around this one: where this page stands in a frame, the page that holds the frame can ask for it.

import * as comlink from "comlink";
import type { GlassLM, Progress } from "../api/index.ts";
import { GONE, refusal } from "../wire/errors.ts";
import { ASK, CONTROL, type Controls, HEARD, HELD, type Held, HERE, THERE } from "../wire/frames.ts";
import { PageNgram } from "./measure.ts";
import { PageModel } from "./model.ts";

/** What was handed out, by its number; the ports keep it alive, for as long as the other page holds it. */
const held = new Map<number, WeakRef<object>>();
let last = 0;

/** For options that came with ports: tells the other page that the call is over, and resolves when it has heard all that it was told of. */
const over = new WeakMap<object, () => Promise<void>>();

/** The same object to the other page, but that its answers come after what was told of them: the two go different ways. */
function inOrder(object: object): object {
  return new Proxy(object, {
    get(_, name) {
      const found: unknown = Reflect.get(object, name, object);
      if (typeof found !== "function") return found;
      return async (...given: unknown[]): Promise<unknown> => {
        try {
          return await (found.apply(object, given) as unknown);
        } finally {
          for (const one of given) if (typeof one === "object" && one !== null) await over.get(one)?.();
        }
      };
    },
  });
}

comlink.transferHandlers.set(HELD, {
  canHandle: (value): value is object => value instanceof PageModel || value instanceof PageNgram,
  serialize: (value: object): [Held, Transferable[]] => {
    for (const [id, one] of held) if (one.deref() === undefined) held.delete(id);
    const { port1, port2 } = new MessageChannel();
    comlink.expose(inOrder(value), port1);
    last += 1;
    held.set(last, new WeakRef(value));
    return [{ id: last, port: port2 }, [port2]];
  },
  deserialize: ({ id }: Held): object => {
    const value = held.get(id)?.deref();
    if (value === undefined) throw refusal("StateError", "This model is no longer on the page.", GONE);
    return value;
  },
});

comlink.transferHandlers.set(CONTROL, {
  // Only the other page sends them.
  canHandle: (value): value is object => value === CONTROL,
  serialize: (value: object): [object, Transferable[]] => [value, []],
  deserialize: ({ rest, progress, abort }: Controls): object => {
    const ending = new AbortController();
    if (abort !== null) abort.onmessage = () => ending.abort();
    const options = {
      ...rest,
      ...(progress === null ? {} : { onProgress: (told: Progress) => progress.postMessage(told) }),
      ...(abort === null ? {} : { signal: ending.signal }),
    };
    over.set(options, async () => {
      abort?.postMessage(HEARD);
      if (progress !== null)
        await new Promise<void>((resolve) => {
          progress.onmessage = () => resolve();
          progress.postMessage(HEARD);
        });
    });
    return options;
  },
});

/** Answers the page that holds this one's frame, and no other: a frame beside this one, or one in it, is not heard. */
export function answer(glasslm: GlassLM): void {
  const { parent } = window;
  window.addEventListener("message", ({ source, data, ports }: MessageEvent<unknown>) => {
    if (source !== parent) return;
    const [port] = ports;
    if (data === THERE) parent.postMessage(HERE, "*");
    else if (data === ASK && port !== undefined) comlink.expose(inOrder(glasslm), port);
  });
  parent.postMessage(HERE, "*");
}
