// dist/embed.js: the scripting interface of a GlassLM page in a frame, for the page around it, whatever their origins.
//
//     const glasslm = await embed(document.querySelector("iframe"));
//     await glasslm.ready;
//     const model = await glasslm.create({ corpus: { text } });

import * as comlink from "comlink";
import type { GlassLM } from "../client/api/index.ts";
import { errorsCross } from "../client/wire/errors.ts";
import { ASK, CONTROL, type Controls, HEARD, HELD, type Held, HERE, THERE } from "../client/wire/frames.ts";

/** Milliseconds within which the frame must have said that it is there. */
const PATIENCE = 60_000;
/** Milliseconds between two questions: a frame that is not loaded yet hears none. */
const EVERY = 200;

/**
 * What the other end of a port offers. Comlink ends a port when the last object for it has been collected, even while a call waits for its
 * answer, which then never comes; here the end waits for the answers.
 */
function wrapped<T>(port: MessagePort): comlink.Remote<T> {
  const asked = new Set<unknown>();
  let end: (() => void) | null = null;
  const post = port.postMessage.bind(port) as (message: unknown, moved: Transferable[]) => void;
  port.postMessage = (message: { readonly id: unknown; readonly type: unknown }, moved: unknown) => {
    const send = (): void => post(message, moved as Transferable[]);
    if (message.type === "RELEASE" && asked.size > 0) end = send;
    else {
      send();
      asked.add(message.id);
    }
  };
  port.addEventListener("message", ({ data }: MessageEvent<{ readonly id: unknown }>) => {
    asked.delete(data.id);
    if (asked.size > 0) return;
    end?.();
    end = null;
  });
  return comlink.wrap<T>(port);
}

/** Objects of the frame's, as they are held here. */
const held = new WeakMap<object, number>();

function live(value: unknown): value is object {
  return (typeof value === "object" || typeof value === "function") && value !== null && held.has(value);
}

interface Control {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: unknown) => void;
}

// Ours come first: to comlink's own whatever is held here looks like a function to call back.
const before = [...comlink.transferHandlers];
comlink.transferHandlers.clear();
comlink.transferHandlers.set(HELD, {
  canHandle: live,
  serialize: (value: object): [Held, Transferable[]] => [{ id: held.get(value) ?? 0 }, []],
  deserialize: ({ id, port }: Held): unknown => {
    if (port === undefined) return null;
    const value: object = wrapped(port);
    held.set(value, id);
    return value;
  },
});
comlink.transferHandlers.set(CONTROL, {
  canHandle: (value): value is Control =>
    typeof value === "object" && value !== null && ("onProgress" in value || "signal" in value),
  serialize: ({ signal, onProgress, ...rest }: Control): [Controls, Transferable[]] => {
    const ports: MessagePort[] = [];
    const port = (use: (ours: MessagePort) => void): MessagePort => {
      const { port1, port2 } = new MessageChannel();
      use(port1);
      ports.push(port2);
      return port2;
    };
    const progress =
      onProgress === undefined
        ? null
        : port((ours) => {
            ours.onmessage = ({ data }) => (data === HEARD ? ours.postMessage(HEARD) : onProgress(data));
          });
    const abort =
      signal === undefined
        ? null
        : port((ours) => {
            const end = (): void => ours.postMessage(null);
            signal.addEventListener("abort", end, { once: true });
            // A signal may serve many calls: after each it is left as it was.
            ours.onmessage = () => {
              signal.removeEventListener("abort", end);
              ours.close();
            };
            if (signal.aborted) end();
          });
    return [{ rest, progress, abort }, ports];
  },
  deserialize: (): unknown => null,
});
for (const [name, handler] of before) comlink.transferHandlers.set(name, handler);
errorsCross();

/** The page in this frame, as soon as it listens: `globalThis.glasslm` as it is there, each call and each property a promise. */
export function embed(frame: HTMLIFrameElement): Promise<comlink.Remote<GlassLM>> {
  const { origin } = new URL(frame.src, document.baseURI);
  return new Promise((resolve, reject) => {
    const begun = performance.now();
    const ask = (): void => {
      frame.contentWindow?.postMessage(THERE, "*");
      if (performance.now() - begun < PATIENCE) return;
      end();
      reject(new Error(`The frame did not answer within ${PATIENCE / 1000} seconds. Is ${frame.src} a GlassLM page?`));
    };
    const heard = ({ source, data }: MessageEvent<unknown>): void => {
      if (data !== HERE || source !== frame.contentWindow) return;
      end();
      const { port1, port2 } = new MessageChannel();
      // A page without an origin of its own, such as one from a disk, can be named by none.
      frame.contentWindow?.postMessage(ASK, origin === "null" ? "*" : origin, [port2]);
      resolve(wrapped<GlassLM>(port1));
    };
    const timer = setInterval(ask, EVERY);
    function end(): void {
      clearInterval(timer);
      window.removeEventListener("message", heard);
    }
    window.addEventListener("message", heard);
    ask();
  });
}
