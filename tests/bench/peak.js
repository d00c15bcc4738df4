// A worker that measures what the SIMD unit can do: see peak.wat. Answers each message with GFLOP/s, the best of a few rounds.
const made = fetch(new URL("peak.wasm", import.meta.url)).then((response) =>
  WebAssembly.instantiateStreaming(response),
);

addEventListener("message", async () => {
  const { run } = (await made).instance.exports;
  const rounds = 1_000_000;
  let best = Infinity;
  for (let i = 0; i < 8; i += 1) {
    const began = performance.now();
    run(rounds);
    best = Math.min(best, performance.now() - began);
  }
  postMessage((96 * rounds) / best / 1e6);
});
