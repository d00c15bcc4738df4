/**
 * Where each tensor lies on the stage. The data flows left to right; a vector lies along the side of the matrix it meets:
 * e over W, a beside it, h over U, z beside it. A word has the same row in E, in U and among the probabilities.
 */

import { inside, type Box } from "../../draw/canvas.ts";
import { largest, shown } from "../../draw/words.ts";
import type { Network } from "../network.ts";
import { rowOf, TENSORS, type TensorRow } from "../plan/plan.ts";
import { cellGrid } from "./cells.ts";

/** The network's sizes, as everywhere: n, d, H, |V|. */
export interface Sizes {
  readonly n: number;
  readonly d: number;
  readonly H: number;
  readonly V: number;
  /** Whether the network has b and c. */
  readonly bias?: boolean;
}

/** A drawn tensor: a grid of cells in a box, and which index of the tensor each cell is. */
export interface Region {
  readonly tensor: string;
  readonly box: Box;
  readonly rows: number;
  readonly columns: number;
  index(row: number, column: number): number[];
  /** The cell [row, column] that shows an index, or null where it is not on the stage. */
  place(index: readonly number[]): [number, number] | null;
}

export interface Layout {
  readonly width: number;
  readonly height: number;
  /** The token ids that have a row, top to bottom. */
  readonly words: readonly number[];
  readonly regions: readonly Region[];
  readonly rowHeight: number;
  /** The top of E, W and U, and the bottom of the longest of them. */
  readonly top: number;
  readonly bottom: number;
  /** The y of the first track that an embedding takes to e, and the distance between tracks. */
  readonly track: { readonly y: number; readonly gap: number };
  /** Words at the left of E and at the left of the bars: the right edge of the text. */
  readonly labels: { readonly left: number; readonly right: number; readonly width: number };
  readonly bars: Box;
}

/** The narrowest and lowest stage on which all can be told apart; a smaller place scrolls. */
export const LEAST = { width: 704, height: 370 } as const;
/** Biases need this much more. */
export const LEAST_BIAS = 92;

/** Room for a word beside its row: the least, and the most of a wide stage. */
const LABEL = { least: 58, most: 88, share: 0.06 } as const;
const THICK = 15;
const GRADIENT = 11;
/** Room for a probability beside its bar: "1.12e−4" in 12 px. */
export const VALUE_TEXT = 54;

/** How many words have room for a row each: 15 px for 12 px letters, and more where a word's gradients stand under its values. */
export function roomForWords(height: number, sizes: Sizes, gradients: boolean): number {
  const { top, bottom } = vertical(height, sizes, gradients);
  return Math.max(sizes.n + 1, Math.floor((bottom - top) / (gradients ? 19 : 15)));
}

/** How many of the most probable words have a row before the commonest do. */
const LIKELY = 8;

/**
 * The words that have a row: the context's, the target, the one that is looked at and the most probable; room that is left
 * goes to the commonest.
 */
export function rowsOf(
  network: Pick<Network, "vocabulary" | "context" | "target" | "tensors">,
  room: number,
  looked: number | null,
): number[] {
  const { yhat } = network.tensors;
  const single = [network.target, looked].filter((id) => id !== null);
  return shown(network.vocabulary.length, room, [
    ...Array.from(network.context),
    ...single,
    ...(yhat ? largest(yhat.data, LIKELY) : []),
  ]);
}

function vertical(height: number, sizes: Sizes, gradients: boolean) {
  const gap = Math.min(7, 42 / sizes.n);
  const e = 14 + gap * sizes.n + 12;
  return { gap, e, top: e + THICK + (gradients ? GRADIENT + 3 : 0) + 40, bottom: height - 56 };
}

/** Lays out a network of these sizes; `words` are the ids that get a row. With gradients each tensor has its own beside it. */
export function layOut(
  width: number,
  height: number,
  sizes: Sizes,
  words: readonly number[],
  gradients: boolean,
): Layout {
  const { n, d, H } = sizes;
  const { gap, e: eY, top, bottom } = vertical(height, sizes, gradients);
  const beside = gradients ? GRADIENT + 3 : 0;
  const turn = 38 + n * gap;
  // A bias stands before the sum that it is added to.
  const bias = sizes.bias ? THICK + beside + 14 : 0;
  const label = Math.min(LABEL.most, Math.max(LABEL.least, LABEL.share * width));
  const fixed =
    8 +
    label +
    6 +
    turn +
    12 +
    THICK +
    beside +
    24 +
    THICK +
    beside +
    50 +
    12 +
    THICK +
    beside +
    10 +
    label +
    6 +
    VALUE_TEXT +
    8 +
    2 * bias;
  const free = width - fixed;
  const bar = Math.min(220, Math.max(70, free * 0.17));
  const cell = Math.min(14, ((free - bar) * 0.7) / (d + n * d));
  const unit = Math.min(8, ((free - bar) * 0.3) / H);
  const spare = Math.max(0, free - bar - cell * (d + n * d) - unit * H);

  const rowHeight = Math.min(24, (bottom - top) / Math.max(1, words.length));
  const wordsHeight = rowHeight * words.length;
  const whole = Math.min(bottom - top, H * 14);
  const WHeight = gradients ? whole * 0.58 : whole;

  const E: Box = { x: 8 + label + 6, y: top, width: cell * d, height: wordsHeight };
  const W: Box = { x: E.x + E.width + turn + spare / 3, y: top, width: cell * n * d, height: WHeight };
  const b: Box = { x: W.x + W.width + 12, y: top, width: THICK, height: WHeight };
  const a: Box = { ...b, x: b.x + bias };
  const h: Box = { x: a.x + THICK + beside + 24, y: top, width: THICK, height: WHeight };
  const U: Box = { x: h.x + THICK + beside + 50 + spare / 3, y: top, width: unit * H, height: wordsHeight };
  const c: Box = { x: U.x + U.width + 12, y: top, width: THICK, height: wordsHeight };
  const z: Box = { ...c, x: c.x + bias };
  const right = z.x + THICK + beside + 10 + label;
  const bars: Box = { x: right + 6, y: top, width: bar + spare / 3, height: wordsHeight };
  const e: Box = { x: W.x, y: eY, width: W.width, height: THICK };
  const turned: Box = { x: U.x, y: eY, width: U.width, height: THICK };

  const row = new Map(words.map((id, i) => [id, i]));
  const next = (box: Box): Box => ({ ...box, x: box.x + THICK + 3, width: GRADIENT });
  const under = (box: Box): Box => ({ ...box, y: box.y + THICK + 3, height: GRADIENT });
  const dW: Box = { ...W, y: top + WHeight + 24, height: Math.max(20, whole - WHeight - 24) };
  // Where each value lies, and h once more along U. A tensor that has no box here is not on the stage.
  const boxes: Readonly<Record<string, readonly Box[]>> = {
    E: [E],
    e: [e],
    W: [W],
    a: [a],
    h: [h, turned],
    U: [U],
    z: [z],
    yhat: [bars],
    b: [b],
    c: [c],
  };
  // A gradient lies beside its value: in the lower part of a word's row, below a matrix, next to a vector or under one that lies across.
  const beside1 = (of: TensorRow, box: Box): Box => {
    if (of.axes[1] !== "one") return of.axes.includes("word") ? box : dW;
    return of.axes[0] !== "word" && box.width > box.height ? under(box) : next(box);
  };
  const drawn = ({ bias, kind }: TensorRow) => (!bias || sizes.bias === true) && (kind !== "derivative" || gradients);
  const regions: Region[] = TENSORS.filter(drawn).flatMap((tensor) => {
    const of = tensor.of === null ? undefined : rowOf(tensor.of);
    const placed = boxes[of?.name ?? tensor.name] ?? [];
    return placed.flatMap((box) => regionsOf(tensor, of ? beside1(of, box) : box));
  });

  /** One region for a tensor; one for each word's row where it has words: between them is paper, and with gradients the lower part. */
  function regionsOf(tensor: TensorRow, box: Box): Region[] {
    const grid = cellGrid(tensor.name, sizes);
    if (!grid) return [];
    const { index, at, columns } = grid;
    if (!tensor.axes.includes("word")) {
      // A vector lies across or stands as its box does.
      const across = tensor.axes[1] === "one" && box.width > box.height && columns === 1;
      const [high, wide] = across ? [1, grid.rows] : [grid.rows, columns];
      return [
        {
          tensor: tensor.name,
          box,
          rows: high,
          columns: wide,
          index: (r, c) => (across ? index(c, r) : index(r, c)),
          place: (place) => {
            if (place.length !== (tensor.axes[1] === "one" ? 1 : 2)) return null;
            const [r, c] = at(place);
            if (r < 0 || r >= grid.rows || c < 0 || c >= columns) return null;
            return across ? [c, r] : [r, c];
          },
        },
      ];
    }
    const part = !gradients || columns === 1 ? "all" : tensor.kind === "derivative" ? "lower" : "upper";
    return words.map((id, r) => ({
      tensor: tensor.name,
      box: inRow(box, rowHeight, r, part),
      rows: 1,
      columns,
      index: (_r, c) => index(id, c),
      place: (place) => {
        if (place.length !== (tensor.axes[1] === "one" ? 1 : 2)) return null;
        const [word, c] = at(place);
        return row.get(word) === r && c >= 0 && c < columns ? [0, c] : null;
      },
    }));
  }
  return {
    width,
    height,
    words,
    regions,
    rowHeight,
    top,
    bottom: top + Math.max(wordsHeight, whole),
    track: { y: 12, gap },
    labels: { left: E.x - 6, right, width: label },
    bars,
  };
}

function inRow(box: Box, rowHeight: number, row: number, part: "all" | "upper" | "lower"): Box {
  const y = box.y + row * rowHeight + 1;
  const height = rowHeight - 2;
  const split = Math.round(height * 0.62);
  if (part === "upper") return { ...box, y, height: split };
  if (part === "lower") return { ...box, y: y + split + 1, height: Math.max(1, height - split - 1) };
  return { ...box, y, height };
}

/** The number under a point. */
export function pick(layout: Layout, x: number, y: number): { tensor: string; index: number[] } | null {
  for (const region of layout.regions) {
    if (!inside(region.box, x, y)) continue;
    const column = Math.floor(((x - region.box.x) / region.box.width) * region.columns);
    const row = Math.floor(((y - region.box.y) / region.box.height) * region.rows);
    return { tensor: region.tensor, index: region.index(row, column) };
  }
  return null;
}

/** The smallest box around all regions of these tensors, or null where none is on the stage. */
export function around(layout: Layout, tensors: ReadonlySet<string>): Box | null {
  const boxes = layout.regions.filter((region) => tensors.has(region.tensor)).map((region) => region.box);
  if (boxes.length === 0) return null;
  const x = Math.min(...boxes.map((box) => box.x));
  const y = Math.min(...boxes.map((box) => box.y));
  const right = Math.max(...boxes.map((box) => box.x + box.width));
  const bottom = Math.max(...boxes.map((box) => box.y + box.height));
  return { x, y, width: right - x, height: bottom - y };
}
