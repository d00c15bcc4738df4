// Files for the page: how they come to it, and one of another program.
import type { Page } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

/** Drops files on the page, as a hand does. */
export async function drop(page: Page, files: { name: string; bytes: Buffer }[]): Promise<void> {
  await page.evaluate(
    (given) => {
      const data = new DataTransfer();
      for (const { name, bytes } of given) data.items.add(new File([Uint8Array.from(bytes)], name));
      const event = { bubbles: true, cancelable: true, dataTransfer: data };
      document.getElementById("room")?.dispatchEvent(new DragEvent("dragover", event));
      document.getElementById("room")?.dispatchEvent(new DragEvent("drop", event));
    },
    files.map(({ name, bytes }) => ({ name, bytes: [...bytes] })),
  );
}

/** A model as PyTorch writes it: E word by word, its own metadata, no names of ours. Beside it, what it predicts after "the hen". */
export function foreign(
  page: Page,
): Promise<{ readonly bytes: number[]; readonly vocabulary: string[]; readonly probabilities: number[] }> {
  return page.evaluate(async () => {
    const model = await glasslm.create({ corpus: { name: "farmyard" }, hidden: 7, embedding: 3, bias: true, seed: 4 });
    const { E, W, U, b, c } = await model.parameters();
    const [d = 0, words = 0] = E.shape;
    const turned = Float32Array.from({ length: E.data.length }, (_, i) => E.data[(i % d) * words + Math.floor(i / d)]!);
    const tensors = [
      ["embed.weight", [words, d], turned],
      ["hidden.weight", W.shape, W.data],
      ["hidden.bias", b!.shape, b!.data],
      ["out.weight", U.shape, U.data],
      ["out.bias", c!.shape, c!.data],
    ] as const;
    let place = 0;
    const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
    for (const [name, shape, data] of tensors) {
      header[name] = { dtype: "F32", shape, data_offsets: [place, place + data.byteLength] };
      place += data.byteLength;
    }
    const text = new TextEncoder().encode(JSON.stringify(header));
    const head = new Uint8Array(8 + Math.ceil(text.length / 8) * 8).fill(0x20);
    new DataView(head.buffer).setBigUint64(0, BigInt(head.length - 8), true);
    head.set(text, 8);
    const blob = new Blob([head, ...tensors.map(([, , data]) => Float32Array.from(data))]);
    const probabilities = [...(await model.predict("the hen")).probabilities];
    return { bytes: [...new Uint8Array(await blob.arrayBuffer())], vocabulary: [...model.vocabulary], probabilities };
  });
}
