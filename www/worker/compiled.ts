// A wasm file, compiled while it comes.

import { because } from "../client/wire/errors.ts";

/** A host that gives the file another type than `application/wasm` costs the time of compiling after the last byte, and no more. */
export async function compiled(url: URL): Promise<WebAssembly.Module> {
  const answer = await fetch(url);
  if (!answer.ok) {
    const { status } = answer;
    const message = `the engine could not be fetched: ${String(status)} for ${url.pathname}`;
    throw because("engineNotFetched", message, undefined, { status });
  }
  return answer.headers.get("content-type")?.startsWith("application/wasm") === true
    ? WebAssembly.compileStreaming(answer)
    : WebAssembly.compile(await answer.arrayBuffer());
}
