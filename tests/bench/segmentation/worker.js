// Times the segmentation library alone, on as much text as it is told, a megabyte at a time.
onmessage = ({ data }) => {
  measure(data).then(postMessage, ({ message }) =>
    setTimeout(() => {
      throw new Error(message);
    }),
  );
};

async function measure({ wasm, part, length }) {
  const { instance } = await WebAssembly.instantiateStreaming(fetch(wasm));
  const { memory, room, segments } = instance.exports;
  const bytes = new TextEncoder().encode(part.repeat(Math.ceil(1e6 / part.length)));
  const at = room(bytes.length);
  new Uint8Array(memory.buffer, at, bytes.length).set(bytes);
  // Until the browser's better compiler has had its turn.
  for (let i = 0; i < 3; i += 1) segments();
  const began = performance.now();
  let read = 0;
  for (; read < length; read += bytes.length) if (segments() === 0) throw new Error("the text was not read");
  return read / 1e3 / (performance.now() - began);
}
