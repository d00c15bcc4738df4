// A link as a QR code: the path of its dark squares.

import encodeQR from "qr";

/** Squares of white around it, which a camera needs to find it. */
const BORDER = 4;

/** The level with the fewest squares: a screen or a handout has no dirt on it. */
export function squaresOf(
  text: string,
): { readonly size: number; readonly path: string } | { readonly reason: string } {
  try {
    const rows = encodeQR(text, "raw", { ecc: "low", border: BORDER });
    const path = rows.map((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : "")).join("")).join("");
    return { size: rows.length, path };
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}
