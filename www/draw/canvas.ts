/** A canvas in CSS pixels: callers think in those, the device's pixels are dealt with here. */

import type { Rgb } from "./colour.js";
import { rasterize, type Matrix } from "./raster.js";
import { clusters } from "./words.ts";

/** A rectangle in CSS pixels. */
export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export type Pen = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Sizes the canvas to width x height CSS pixels at the screen's density, clears it, and returns a pen in CSS pixels. */
export function fit(canvas: HTMLCanvasElement | OffscreenCanvas, width: number, height: number, density: number): Pen {
  const [w, h] = [Math.round(width * density), Math.round(height * density)];
  if (canvas.width !== w) canvas.width = w;
  if (canvas.height !== h) canvas.height = h;
  const pen = canvas.getContext("2d") as Pen | null;
  if (!pen) throw new Error("this browser gives no 2D canvas");
  pen.setTransform(density, 0, 0, density, 0, 0);
  pen.clearRect(0, 0, width, height);
  return pen;
}

/** A vector as a matrix of one row ("across") or one column ("down"). */
export function strip(data: ArrayLike<number>, way: "across" | "down"): Matrix {
  return { shape: way === "across" ? [1, data.length] : [data.length, 1], data };
}

/** Cells at least this wide and high, in CSS pixels, have a line of paper between them. */
const APART = 5;

/** Draws a whole matrix into a box as a heat map, at the device's own pixels: no blur, no seams. */
export function heat(pen: Pen, matrix: Matrix, box: Box, colour: (value: number) => Rgb | null): void {
  const { a: density } = pen.getTransform();
  const picture = heatPicture(matrix, box, density, colour);
  pen.drawImage(picture, box.x, box.y, picture.width / density, picture.height / density);
}

/** A whole matrix as a heat map of a box's size, to be kept and drawn again. */
export function heatPicture(
  matrix: Matrix,
  box: Pick<Box, "width" | "height">,
  density: number,
  colour: (value: number) => Rgb | null,
): OffscreenCanvas {
  const width = Math.max(1, Math.round(box.width * density));
  const height = Math.max(1, Math.round(box.height * density));
  const [rows, columns] = matrix.shape;
  const pixels = rasterize(matrix, { row: 0, column: 0, rows, columns }, width, height, colour);
  const picture = new OffscreenCanvas(width, height);
  const pen = picture.getContext("2d");
  if (!pen) return picture;
  pen.putImageData(new ImageData(pixels as Uint8ClampedArray<ArrayBuffer>, width, height), 0, 0);
  const line = Math.max(1, Math.round(density));
  if (box.width / columns >= APART)
    for (let c = 1; c < columns; c += 1) pen.clearRect(Math.round((c * width) / columns), 0, line, height);
  if (box.height / rows >= APART)
    for (let r = 1; r < rows; r += 1) pen.clearRect(0, Math.round((r * height) / rows), width, line);
  return picture;
}

/** The box of one cell of a matrix that fills `box`. */
export function cellBox(shape: Matrix["shape"], box: Box, row: number, column: number): Box {
  const width = box.width / shape[1];
  const height = box.height / shape[0];
  return { x: box.x + column * width, y: box.y + row * height, width, height };
}

/** Is the point in the box? Left and top edges belong to it, right and bottom to its neighbour. */
export function inside(box: Box, x: number, y: number): boolean {
  return x >= box.x && x < box.x + box.width && y >= box.y && y < box.y + box.height;
}

/** More letters than any box of a picture is wide. */
const LETTERS = 512;

/** The text, shortened with an ellipsis until it is no wider than `width`. */
export function ellipsize(text: string, width: number, measure: (text: string) => number): string {
  const letters = clusters(text, LETTERS);
  const most = letters.join("");
  if (most.length === text.length && measure(text) <= width) return text;
  // Halved, not letter by letter: a corpus may have a word of 50,000.
  let [fits, beyond] = [-1, letters.length];
  while (beyond - fits > 1) {
    const middle = (fits + beyond) >> 1;
    if (measure(`${letters.slice(0, middle).join("")}\u2026`) <= width) fits = middle;
    else beyond = middle;
  }
  return fits < 0 ? "" : `${letters.slice(0, fits).join("")}\u2026`;
}
