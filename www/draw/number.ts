/** Numbers as the page prints them: three significant digits, a true minus sign, the same width of digits everywhere. */

import { localised, mark } from "../story/told.ts";

export { localised };

const MINUS = "\u2212";

/** A share of 1 as a reader writes it: 29.6%. */
export function percent(share: number): string {
  return `${short(100 * share)}${mark() === "," ? "\u00a0%" : "%"}`;
}

/** A value as it is read on the page: see `plain`. */
export function short(value: number): string {
  return localised(plain(value));
}

/**
 * A value with three significant digits and a decimal point. Outside [0.001, 10000) it is written as a power of ten, so that
 * a label never grows beyond nine characters and a layout never jumps.
 */
export function plain(value: number): string {
  if (Number.isNaN(value)) return "NaN";
  const sign = value < 0 ? MINUS : "";
  const size = Math.abs(value);
  if (size === Infinity) return `${sign}\u221e`;
  if (size === 0) return "0";
  // Rounding first: 0.0009996 prints as 0.00100, and 9999.6 as 1.00e4, not as 10000.
  const rounded = Number(size.toPrecision(3));
  if (rounded >= 0.001 && rounded < 10000) return sign + digits(rounded);
  const [mantissa, exponent] = rounded.toExponential(2).split("e") as [string, string];
  return `${sign}${mantissa}e${exponent.replace("+", "").replace("-", MINUS)}`;
}

/** Every digit an f32 needs to be read back to the same bits (nine significant digits are enough). */
export function full(value: number): string {
  for (let digits = 1; digits < 9; digits += 1) {
    const text = value.toPrecision(digits);
    if (Math.fround(Number(text)) === Math.fround(value)) return String(Number(text));
  }
  return Number.isFinite(value) ? String(Number(value.toPrecision(9))) : String(value);
}

/** As `full`, as it is read on the page. */
export function exact(value: number): string {
  return localised(full(value).replaceAll("-", MINUS));
}

/**
 * The number that somebody typed; NaN where it is none. In German a comma is the decimal mark. In English a comma or a space groups digits where three follow it each time, as in 1,234.5
 * and 1 000; a comma that groups nothing is a decimal comma, as in 0,5.
 */
export function typed(text: string): number {
  const plain = text.trim().replaceAll(MINUS, "-");
  if (mark() === ",") return decimal(plain.replace(/(?<=\d)\s(?=\d{3})/g, ""));
  const grouped = /^[+-]?[1-9]\d{0,2}((,\d{3})+(?=$|[.e])|(\s\d{3})+(?=$|[.,e]))/i.exec(plain)?.[0] ?? "";
  const rest = grouped.replace(/[,\s]/g, "") + plain.slice(grouped.length);
  return decimal(rest);
}

function decimal(text: string): number {
  return /^[+-]?(\d+([.,]\d*)?|[.,]\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text.replace(",", ".")) : NaN;
}

function digits(size: number): string {
  const before = Math.floor(Math.log10(size)) + 1;
  return size.toFixed(Math.max(0, 3 - before));
}
