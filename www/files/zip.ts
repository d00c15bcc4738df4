// Several files in one, and back.

import { strToU8, unzipSync, zipSync } from "fflate";
import { keep } from "../story/keep.ts";
import { refused } from "./refused.ts";

/** A zip of these files. Numbers hardly shrink and are stored as they are; texts are compressed. */
export function packed(files: Readonly<Record<string, Uint8Array | string>>): Uint8Array<ArrayBuffer> {
  const entries = Object.entries(files).map(([name, content]) =>
    typeof content === "string" ? [name, [strToU8(content), { level: 6 }]] : [name, [content, { level: 0 }]],
  );
  return zipSync(Object.fromEntries(entries) as Parameters<typeof zipSync>[0]);
}

/** Whether bytes begin as a zip does. */
export function looksZipped(bytes: Uint8Array): boolean {
  return bytes[0] === 0x50 && bytes[1] === 0x4b && bytes[2] === 0x03 && bytes[3] === 0x04;
}

/** The most that is unpacked: a zip can hold a thousand times its own size. */
const LARGEST = 1_500_000_000;

/** The files of a zip that are `wanted` by name; folders in front of a name are left out. */
export function unpacked(bytes: Uint8Array, wanted: (name: string) => boolean): Map<string, Uint8Array> {
  let size = 0;
  const found = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!wanted(plainName(name))) return false;
      size += originalSize;
      if (size > LARGEST) throw refused(() => keep.largeZip);
      return true;
    },
  });
  return new Map(Object.entries(found).map(([name, content]) => [plainName(name), content]));
}

function plainName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
