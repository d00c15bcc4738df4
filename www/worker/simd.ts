// Whether this browser can run the engine at all.

import { because } from "../client/wire/errors.ts";

/** A module whose one function makes a 128-bit vector: `i32.const 0; i8x16.splat`. */
const smallest = Uint8Array.of(
  0x00,
  0x61,
  0x73,
  0x6d,
  1,
  0,
  0,
  0, // magic, version
  1,
  5,
  1,
  0x60,
  0,
  1,
  0x7b, // type 0: () -> v128
  3,
  2,
  1,
  0, // function 0 has type 0
  10,
  8,
  1,
  6,
  0,
  0x41,
  0,
  0xfd,
  15,
  0x0b, // its body
);

/** Throws a sentence for the reader where WebAssembly or its SIMD is missing. */
export function needSimd(): void {
  if (typeof WebAssembly !== "object") {
    throw because(
      "noWebAssembly",
      "This browser has no WebAssembly, which GlassLM computes with. Switch it on, or use a browser from 2023 or later.",
    );
  }
  if (!WebAssembly.validate(smallest)) {
    throw because(
      "noSimd",
      "This browser's WebAssembly has no SIMD (128-bit vectors), which GlassLM computes with. Use Chrome or Edge 91, Firefox 89, Safari 16.4, or a newer one.",
    );
  }
}
