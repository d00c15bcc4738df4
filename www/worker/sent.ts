// The files that the page sends: its first message.

declare global {
  /** A file of the engine's, unpacked, by its name. The one file has a call of it where the page of many files has an address. */
  var glasslmFile: (name: string) => Promise<ArrayBuffer>;
}

const files = new Promise<ReadonlyMap<string, Uint8Array<ArrayBuffer>>>((resolve) => {
  addEventListener(
    "message",
    (event) => {
      event.stopImmediatePropagation();
      resolve(event.data as ReadonlyMap<string, Uint8Array<ArrayBuffer>>);
    },
    { once: true },
  );
});

export async function sent(name: string): Promise<ArrayBuffer> {
  const file = (await files).get(name);
  if (file === undefined)
    throw new Error("the one file has no part for the graphics card; open the page on a web server for it");
  // Not by way of a Blob: from a disk WebKit cannot read one.
  const packed = new Response(file).body!.pipeThrough(new DecompressionStream("gzip"));
  return new Response(packed).arrayBuffer();
}
