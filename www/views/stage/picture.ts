/** The stage as a picture: an example, a step and a layout in, pixels out. */

import { diverging, extent, paper, type Palette, type Theme } from "../../draw/colour.ts";
import { cellBox, ellipsize, heatPicture, type Box, type Pen } from "../../draw/canvas.ts";
import { css, inks, positionHue } from "../../draw/ink.ts";
import { short } from "../../draw/number.ts";
import { largest, named } from "../../draw/words.ts";
import type { Tensor } from "../../client/api/index.ts";
import type { Selection } from "../../state/address.ts";
import { isOver, tensorAt, valueOf, writtenBy, type Network, type Step } from "../network.ts";
import { VALUE_TEXT, around, type Layout, type Region } from "./layout.ts";
import { GATHERED, isGradient, PROBABILITIES, rowOf, TABLE, TENSORS, type TensorRow } from "../plan/plan.ts";
import type { First } from "./first.ts";
import { related } from "./related.ts";
import { fill } from "../../story/index.ts";
import { step as stepStory } from "../../story/step.ts";

export interface Scene {
  readonly network: Network;
  readonly steps: readonly Step[];
  readonly head: number;
  readonly theme: Theme;
  readonly layout: Layout;
  readonly font: string;
}

const SERIF = '"STIX Two Text", "Latin Modern Roman", Georgia, "Times New Roman", serif';

/** The tensor as it stands in the scene; without a trace, e is what it is made of: the columns of E, end to end. */
export function current(scene: Pick<Scene, "network" | "steps" | "head">, name: string): Tensor | undefined {
  const { network, steps, head } = scene;
  const tensor = tensorAt(network, steps, head, name);
  if (tensor || name !== GATHERED || steps.length > 0 || network.context.length === 0) return tensor;
  const { E } = network.parameters;
  const [d = 0, size = 0] = E.shape;
  const data = new Float32Array(network.context.length * d);
  for (let k = 0; k < data.length; k += 1)
    data[k] = E.data[(k % d) * size + (network.context[Math.floor(k / d)] as number)] as number;
  return { shape: [data.length], data };
}

/** Has it a row of several numbers for each word? Then its gradient has the lower part of the row. */
function hasWordRows(name: string): boolean {
  const axes = rowOf(name)?.axes;
  return axes !== undefined && axes.includes("word") && axes[1] !== "one";
}

/** The ends of scales, once for each tensor that was looked at: stepping looks at the same ones again and again. */
const ends = new WeakMap<Float32Array, number>();

function endOf(tensor: Tensor): number {
  let end = ends.get(tensor.data);
  if (end === undefined) {
    end = extent(tensor.data);
    ends.set(tensor.data, end);
  }
  return end;
}

/** Heat maps that were drawn, by the numbers they show. */
const pictures = new WeakMap<Float32Array, Map<string, OffscreenCanvas>>();
/** Layouts change while a window is resized: older pictures of a tensor are let go. */
const KEPT = 400;

function heatOf(region: Region, tensor: Tensor, theme: Theme, end: number, density: number): OffscreenCanvas {
  const palette: Palette = isGradient(region.tensor) ? "gradient" : "value";
  let drawn = pictures.get(tensor.data);
  if (!drawn) pictures.set(tensor.data, (drawn = new Map()));
  const { box } = region;
  const key = [
    palette,
    theme,
    density,
    end,
    box.width,
    box.height,
    region.index(0, 0),
    region.rows,
    region.columns,
  ].join();
  let picture = drawn.get(key);
  if (!picture) {
    if (drawn.size >= KEPT) drawn.clear();
    picture = heatPicture(grid(region, tensor), box, density, diverging(palette, theme, end));
    drawn.set(key, picture);
  }
  return picture;
}

/** The end of a tensor's colour scale. e is drawn on E's scale, so that a number keeps its colour when it is looked up. */
export function scaleEnd(scene: Pick<Scene, "network" | "steps" | "head">, name: string): number | null {
  const row = rowOf(name);
  const table = row?.of === GATHERED ? (rowOf(TABLE)?.derivative ?? name) : name === GATHERED ? TABLE : name;
  const tensor = current(scene, table) ?? current(scene, name);
  return tensor ? endOf(tensor) : null;
}

/** Makes the heat maps that the scene shows, one a turn: what is made by then need not be when it is shown. */
export function* prepare(scene: Scene, density: number): Generator<void> {
  for (const region of scene.layout.regions) {
    const tensor = region.tensor === "yhat" ? undefined : current(scene, region.tensor);
    const end = tensor ? scaleEnd(scene, region.tensor) : null;
    if (!tensor || end === null) continue;
    heatOf(region, tensor, scene.theme, end, density);
    yield;
  }
}

/** Draws the scene, without what is pointed at. */
export function drawScene(pen: Pen, scene: Scene): void {
  const { network, layout, theme } = scene;
  const ink = inks(theme);
  const tensors = new Map<string, Tensor | undefined>();
  const ends = new Map<string, number | null>();
  for (const { tensor } of layout.regions) {
    if (tensors.has(tensor)) continue;
    tensors.set(tensor, current(scene, tensor));
    ends.set(tensor, scaleEnd(scene, tensor));
  }
  const { a: density } = pen.getTransform();
  pen.textBaseline = "middle";
  drawFocus(pen, scene);
  const context = new Set(Array.from(network.context));
  layout.regions.forEach((region) => {
    const tensor = tensors.get(region.tensor);
    const end = ends.get(region.tensor);
    if (region.tensor === "yhat") return;
    if (!tensor || end == null) {
      // An empty frame says what is still to come. A word's gradients have the lower part of its row: no frame of their own.
      if (!isGradient(region.tensor) || !hasWordRows(region.tensor)) frame(pen, region.box, ink.hair);
      return;
    }
    const word = rowOf(region.tensor)?.axes[1] === "word" ? (region.index(0, 0)[1] as number) : null;
    pen.globalAlpha = word === null || context.has(word) ? 1 : 0.45;
    const picture = heatOf(region, tensor, theme, end, density);
    pen.drawImage(picture, region.box.x, region.box.y, picture.width / density, picture.height / density);
    pen.globalAlpha = 1;
  });
  drawWords(pen, scene);
  drawPositions(pen, scene);
  drawScale(pen, scene);
  drawProbabilities(pen, scene);
  drawFlags(pen, scene);
  drawNames(pen, scene, ends);
}

/** What the step reads in a thin frame, what it writes in a strong one. */
function drawFocus(pen: Pen, scene: Scene): void {
  const step = scene.steps[scene.head];
  if (!step) return;
  const ink = inks(scene.theme);
  const mark = (tensor: string, colour: string, width: number) => {
    // h lies on the stage twice: each has its own frame.
    const regions = scene.layout.regions.filter((region) => region.tensor === tensor);
    const boxes = regions.length === 2 ? regions.map((region) => region.box) : [around(scene.layout, both(tensor))];
    for (const box of boxes) {
      if (!box) continue;
      pen.strokeStyle = colour;
      pen.lineWidth = width;
      pen.beginPath();
      // The probabilities' numbers stand beside their bars, inside the frame.
      const wide = box.width + (tensor === "yhat" ? VALUE_TEXT + 1 : 0);
      pen.roundRect(box.x - 2.5, box.y - 2.5, wide + 5, box.height + 5, 2);
      pen.stroke();
    }
  };
  // E and dE share their rows, and so do U and dU: one frame for the two, the strong one if either is written.
  const rows = (tensor: string) => (hasWordRows(tensor) ? (rowOf(tensor)?.of ?? tensor) : tensor);
  const both = (tensor: string) =>
    new Set(hasWordRows(tensor) ? [rows(tensor), rowOf(rows(tensor))?.derivative ?? tensor] : [tensor]);
  const strong = new Set(step.writes.map(rows));
  for (const tensor of step.reads) if (!strong.has(rows(tensor))) mark(tensor, ink.muted, 1);
  for (const tensor of step.writes) mark(tensor, ink.accent, 2);
}

/** A mark beside each unit that is flagged, once its number is there. */
function drawFlags(pen: Pen, scene: Scene): void {
  for (const { tensor, index } of scene.network.flags ?? []) {
    if (!index || !current(scene, tensor)) continue;
    const region = scene.layout.regions.find((each) => each.tensor === tensor);
    const cell = region?.place(index);
    if (!region || !cell) continue;
    const box = cellBox([region.rows, region.columns], region.box, cell[0], cell[1]);
    const [x, y] = [box.x - 2, box.y + box.height / 2];
    pen.fillStyle = inks(scene.theme).danger;
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(x - 5, y - 3);
    pen.lineTo(x - 5, y + 3);
    pen.fill();
  }
}

/** Outlines what is pointed at and what belongs to it. */
export function drawPointed(pen: Pen, scene: Scene, cell: Selection): void {
  const ink = inks(scene.theme);
  for (const other of related(scene.network, cell)) {
    for (const region of scene.layout.regions)
      if (region.tensor === other.tensor) outlineAll(pen, region, other.index, ink.muted);
  }
  for (const region of scene.layout.regions) {
    if (region.tensor === cell.tensor) outlineAll(pen, region, cell.index, ink.accent);
  }
}

/** One row of a product: the numbers that are multiplied now, in row and vector; then, alone, the number they add up to. */
export function drawRow(pen: Pen, scene: Scene, first: First, at: readonly [number, number] | null): void {
  const { layout, theme, font, network } = scene;
  const ink = inks(theme);
  const of = (tensor: string) => layout.regions.filter((region) => region.tensor === tensor);
  for (const region of of(first.matrix)) outlineAll(pen, region, [first.row, null], ink.accent);
  // Where the vector lies twice, it is the one along the matrix.
  const vector = of(first.vector).at(-1);
  if (vector) outlineAll(pen, vector, [null], ink.accent);
  const value = network.tensors[first.makes]?.data[first.row];
  if (at !== null) {
    pen.fillStyle = ink.accent;
    pen.globalAlpha = 0.35;
    for (const place of [
      ...of(first.matrix).map((region) => boxOf(region, [first.row, at[0]], [first.row, at[1] - 1])),
      vector && boxOf(vector, [at[0]], [at[1] - 1]),
    ])
      if (place) pen.fillRect(place.x, place.y - 1, place.width, place.height + 2);
    pen.globalAlpha = 1;
    return;
  }
  for (const region of of(first.makes)) {
    const box = boxOf(region, [first.row], [first.row]);
    if (!box || value === undefined) continue;
    const colour = diverging("value", theme, scaleEnd(scene, first.makes) ?? 1)(value);
    pen.fillStyle = colour ? css(colour) : ink.text;
    pen.fillRect(box.x, box.y, box.width, Math.max(2, box.height));
    pen.strokeStyle = ink.accent;
    pen.lineWidth = 2;
    pen.strokeRect(box.x - 1.5, box.y - 1.5, box.width + 3, box.height + 3);
    const words = short(value);
    pen.font = `700 13px ${font}`;
    const wide = pen.measureText(words).width;
    // Beside a word's number stands the word: there it goes above.
    const [x, y] =
      of(first.makes).length > 1
        ? [box.x + box.width / 2 - wide / 2, box.y - 13]
        : [box.x + box.width + 9, box.y + box.height / 2];
    pen.fillStyle = css(paper(theme));
    pen.fillRect(x - 4, y - 9, wide + 8, 18);
    text(pen, words, x, y, ink.accent, "left", `700 13px ${font}`);
  }
}

/** Around the cells from one index to another, where both are in the region. */
function boxOf(region: Region, from: readonly number[], to: readonly number[]): Box | null {
  const [first, last] = [region.place(from), region.place(to)];
  if (!first || !last) return null;
  const one = cellBox([region.rows, region.columns], region.box, first[0], first[1]);
  const other = cellBox([region.rows, region.columns], region.box, last[0], last[1]);
  return { x: one.x, y: one.y, width: other.x + other.width - one.x, height: other.y + other.height - one.y };
}

/** Outlines all cells that an index names; a null stands for all. */
export function outlineAll(pen: Pen, region: Region, index: readonly (number | null)[], colour: string): void {
  // The corner cells of what the index names: nulls run from the first to the last.
  const corner = (last: boolean) => {
    const [rows, columns] = [region.index(region.rows - 1, region.columns - 1), region.index(0, 0)];
    return region.place(index.map((entry, k) => entry ?? ((last ? rows[k] : columns[k]) as number)));
  };
  const [from, to] = [corner(false), corner(true)];
  if (!from || !to) return;
  const first = cellBox([region.rows, region.columns], region.box, from[0], from[1]);
  const final = cellBox([region.rows, region.columns], region.box, to[0], to[1]);
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.strokeRect(first.x - 1, first.y - 1, final.x + final.width - first.x + 2, final.y + final.height - first.y + 2);
}

function grid(region: Region, tensor: Tensor): { shape: readonly [number, number]; data: Float32Array } {
  if (region.rows * region.columns === tensor.data.length)
    return { shape: [region.rows, region.columns], data: tensor.data };
  const data = new Float32Array(region.rows * region.columns);
  for (let c = 0; c < data.length; c += 1) data[c] = valueOf(tensor, region.index(0, c)) ?? NaN;
  return { shape: [region.rows, region.columns], data };
}

function frame(pen: Pen, box: Box, colour: string): void {
  pen.strokeStyle = colour;
  pen.lineWidth = 1;
  pen.strokeRect(
    Math.round(box.x) + 0.5,
    Math.round(box.y) + 0.5,
    Math.round(box.width) - 1,
    Math.round(box.height) - 1,
  );
}

function text(
  pen: Pen,
  words: string,
  x: number,
  y: number,
  colour: string,
  align: CanvasTextAlign,
  font: string,
): void {
  pen.font = font;
  pen.fillStyle = colour;
  pen.textAlign = align;
  pen.fillText(words, x, y);
}

/** Words as they fit beside their rows: measuring is slow, and the same words stand there step after step. */
const fitting = new Map<string, string>();

function label(pen: Pen, word: string, face: string, width: number, as: "start" | "end"): string {
  const key = `${face} ${width} ${as} ${word}`;
  let fitted = fitting.get(key);
  if (fitted === undefined) {
    if (fitting.size > 4000) fitting.clear();
    fitted = ellipsize(named(word, as), width, (text) => pen.measureText(text).width);
    fitting.set(key, fitted);
  }
  return fitted;
}

/** The shown words right-aligned at `x`, those of one weight after those of the other: to set a font is dearer than to write a word. */
function drawColumn(
  pen: Pen,
  scene: Scene,
  x: number,
  top: number,
  as: "start" | "end",
  isBold: (id: number) => boolean,
  colour: (id: number) => string,
): void {
  const { network, layout, font } = scene;
  pen.textAlign = "right";
  for (const bold of [false, true]) {
    const face = `${bold ? 700 : 400} 12px ${font}`;
    pen.font = face;
    layout.words.forEach((id, row) => {
      if (isBold(id) !== bold) return;
      pen.fillStyle = colour(id);
      pen.fillText(
        label(pen, network.vocabulary[id] ?? "", face, layout.labels.width, as),
        x,
        top + (row + 0.5) * layout.rowHeight,
      );
    });
  }
}

/** The words at the left of E, those of the context in their position's hue. */
function drawWords(pen: Pen, scene: Scene): void {
  const { network, layout, theme } = scene;
  const ink = inks(theme);
  const hues = new Map(Array.from(network.context, (id, position) => [id, positionHue(theme, position)]));
  drawColumn(
    pen,
    scene,
    layout.labels.left,
    layout.top,
    "start",
    (id) => hues.has(id),
    (id) => hues.get(id) ?? ink.muted,
  );
}

/** Each position's hue on its row of E, on its track to e, over its block of e and of W. */
function drawPositions(pen: Pen, scene: Scene): void {
  const { network, layout, theme } = scene;
  const E = layout.regions.filter((region) => region.tensor === "E");
  const e = layout.regions.find((region) => region.tensor === "e");
  const W = layout.regions.find((region) => region.tensor === "W");
  if (!e || !W) return;
  const n = network.context.length;
  const block = e.box.width / n;
  const there = current(scene, "e") !== undefined;
  for (let position = 0; position < n; position += 1) {
    const hue = positionHue(theme, position);
    const x = e.box.x + position * block;
    pen.fillStyle = hue;
    pen.fillRect(x + 0.5, e.box.y - 5, block - 1, 3);
    pen.fillRect(x + 0.5, W.box.y - 5, block - 1, 3);
    const row = layout.words.indexOf(network.context[position] as number);
    const from = E[row]?.box;
    if (!from) continue;
    const rowTop = layout.top + row * layout.rowHeight;
    pen.strokeStyle = hue;
    pen.lineWidth = 1.5;
    pen.strokeRect(from.x - 1, rowTop, from.width + 2, layout.rowHeight - 0.5);
    if (!there) continue;
    const inner = n - 1 - position;
    const turn = from.x + from.width + 12 + inner * layout.track.gap;
    const rail = layout.track.y + inner * layout.track.gap;
    pen.lineWidth = 2;
    pen.globalAlpha = 0.75;
    pen.beginPath();
    pen.moveTo(from.x + from.width + 2, rowTop + layout.rowHeight / 2);
    pen.arcTo(turn, rowTop + layout.rowHeight / 2, turn, rail, 8);
    pen.arcTo(turn, rail, x + block / 2, rail, 8);
    pen.arcTo(x + block / 2, rail, x + block / 2, e.box.y, 8);
    pen.lineTo(x + block / 2, e.box.y - 7);
    pen.stroke();
    pen.globalAlpha = 1;
  }
}

function drawProbabilities(pen: Pen, scene: Scene): void {
  const { network, layout, theme, font } = scene;
  const ink = inks(theme);
  const yhat = current(scene, "yhat");
  const { bars, rowHeight } = layout;
  // Once every parameter is updated the same example goes through again: what it was stays as a ghost.
  const after = isOver(scene.steps, scene.head) ? network.after?.yhat : undefined;
  const named = new Set(yhat ? largest((after ?? yhat).data, 3) : []);
  const isNamed = (id: number) => id === network.target || named.has(id);
  drawColumn(
    pen,
    scene,
    layout.labels.right,
    bars.y,
    "end",
    (id) => id === network.target,
    (id) => (isNamed(id) ? ink.text : ink.muted),
  );
  layout.words.forEach((id, row) => {
    const top = bars.y + row * rowHeight;
    const value = yhat?.data[id];
    if (value !== undefined) {
      // One scale for every probability of the page: the whole width is 1.
      const now = after?.data[id] ?? value;
      const length = Math.max(1, now * bars.width);
      pen.fillStyle = ink.probability;
      if (after) {
        pen.globalAlpha = 0.35;
        pen.fillRect(bars.x, top + 2, Math.max(1, value * bars.width), rowHeight - 4);
        pen.globalAlpha = 1;
        pen.fillRect(bars.x, top + 2 + (rowHeight - 4) * 0.4, length, (rowHeight - 4) * 0.6);
      } else pen.fillRect(bars.x, top + 2, length, rowHeight - 4);
      if (isNamed(id))
        text(pen, short(now), bars.x + length + 5, top + rowHeight / 2, ink.text, "left", `400 12px ${font}`);
    }
    if (id === network.target) {
      pen.strokeStyle = ink.target;
      pen.lineWidth = 1.5;
      pen.strokeRect(bars.x - 1, top + 0.5, bars.width + VALUE_TEXT + 4, rowHeight - 1);
    }
  });
}

/** How far 0 and 1 are apart, under the bars. */
function drawScale(pen: Pen, { layout, theme, font }: Scene): void {
  const { bars, words, rowHeight } = layout;
  const y = bars.y + words.length * rowHeight + 12;
  const ink = inks(theme);
  text(pen, "0", bars.x, y, ink.muted, "center", `400 12px ${font}`);
  text(pen, "1", bars.x + bars.width, y, ink.muted, "center", `400 12px ${font}`);
  pen.strokeStyle = ink.hair;
  pen.lineWidth = 1;
  pen.beginPath();
  pen.moveTo(Math.round(bars.x + bars.width) + 0.5, bars.y);
  pen.lineTo(Math.round(bars.x + bars.width) + 0.5, y - 8);
  pen.stroke();
}

/** The letters, shapes and scale ends: nothing on the stage is without a name. */
function drawNames(pen: Pen, scene: Scene, ends: ReadonlyMap<string, number | null>): void {
  const { network, layout, theme, font } = scene;
  const ink = inks(theme);
  const small = `400 12px ${font}`;
  const first = (tensor: string) => layout.regions.find((region) => region.tensor === tensor)?.box;
  const letter = (row: TensorRow, x: number, y: number, align: CanvasTextAlign) => {
    const gradient = row.kind === "derivative";
    const face = `italic 400 ${gradient ? 13 : 17}px ${SERIF}`;
    text(pen, row.letter, x, y, gradient ? ink.muted : ink.text, align, face);
  };
  const scale = (tensor: string) => {
    const end = ends.get(tensor);
    return end == null ? "" : `\u00b1${short(end)}`;
  };
  const shape = (tensor: "E" | "W" | "U") => network.parameters[tensor].shape.join(" \u00d7 ");
  const above = layout.top - 15;
  for (const row of TENSORS) {
    const regions = layout.regions.filter((region) => region.tensor === row.name);
    const gradient = row.kind === "derivative";
    // What has a region for each word is named once, and so is a gradient that lies here twice.
    for (const { box } of gradient || row.axes.includes("word") ? regions.slice(0, 1) : regions) {
      const vector = row.axes[1] === "one";
      if (row.name === PROBABILITIES) letter(row, layout.bars.x + 4, above, "left");
      else if (vector && (row.axes[0] === "word" || box.height > box.width))
        letter(row, box.x + box.width / 2 + (gradient ? 3 : 0), above, "center");
      else if (vector) letter(row, box.x - 8, box.y + box.height / 2, "right");
      // A word's gradients have the lower part of its row, and their letter stands beside the matrix's.
      else if (row.axes[1] === "word") letter(row, box.x + (gradient ? 20 : 0), above, "left");
      else if (row.axes[0] === "word" && gradient) letter(row, box.x - 8, layout.top + 25, "right");
      else letter(row, box.x - 8, box.y + 8, "right");
    }
  }
  const E = first("E");
  const e = first("e");
  const W = first("W");
  const a = first("a");
  const h = first("h");
  const U = first("U");
  const z = first("z");
  if (!E || !e || !W || !a || !h || !U || !z) return;
  const turned = layout.regions.filter((region) => region.tensor === "h")[1]?.box;
  if (turned) arrow(pen, h, turned, layout.top, current(scene, "h") ? ink.muted : ink.hair);
  const dW = first("dW");
  if (dW) {
    text(pen, scale("dW"), dW.x + dW.width, dW.y + dW.height + 12, ink.muted, "right", small);
  }
  const wordsBottom = layout.top + layout.words.length * layout.rowHeight;
  const more = network.vocabulary.length - layout.words.length;
  text(pen, `${shape("E")}  ${scale("E")}`, E.x, wordsBottom + 12, ink.muted, "left", small);
  if (more > 0)
    text(pen, fill(stepStory.more, { count: more }), layout.labels.left, wordsBottom + 12, ink.muted, "right", small);
  text(pen, `${shape("W")}  ${scale("W")}`, W.x, W.y + W.height + 12, ink.muted, "left", small);
  // Under a narrow W its shape and scale need the line to themselves.
  const line = W.width < 130 ? 28 : 12;
  text(pen, scale("a"), a.x + a.width / 2, W.y + W.height + line, ink.muted, "center", small);
  text(pen, scale("h"), h.x + h.width / 2, W.y + W.height + line, ink.muted, "center", small);
  // A narrow U's caption grows to the left, where there is room, so that z keeps its own.
  const [edge, side] = U.width < 130 ? [U.x + U.width, "right" as const] : [U.x, "left" as const];
  text(pen, `${shape("U")}  ${scale("U")}`, edge, wordsBottom + 12, ink.muted, side, small);
  text(pen, scale("z"), z.x, wordsBottom + 12, ink.muted, "left", small);
  text(pen, ends.get("dE") == null ? "" : `dE ${scale("dE")}`, E.x, wordsBottom + 28, ink.muted, "left", small);
  text(pen, ends.get("dU") == null ? "" : `dU ${scale("dU")}`, edge, wordsBottom + 28, ink.muted, side, small);
  const there = writtenBy(scene.steps, scene.head);
  if (network.loss !== undefined && network.target !== null && (!there || there.has("L"))) {
    const p = network.tensors["yhat"]?.data[network.target];
    const after = isOver(scene.steps, scene.head) ? network.after?.loss : undefined;
    const nats = fill(stepStory.nats, { value: short(after ?? network.loss) });
    const loss =
      after === undefined
        ? `L = \u2212log ${p === undefined ? "\u0177" : short(p)} = ${nats}`
        : `L: ${short(network.loss)} \u2192 ${nats}`;
    // Over the probabilities that it is taken of: on a low screen what stands under them is out of sight.
    text(pen, loss, layout.width - 10, e.y + e.height / 2, ink.text, "right", `italic 400 17px ${SERIF}`);
  }
}

/** From the column h to the same h laid over U. */
function arrow(pen: Pen, from: Box, to: Box, top: number, colour: string): void {
  const x = to.x - 30;
  pen.strokeStyle = colour;
  pen.lineWidth = 1.5;
  pen.beginPath();
  pen.moveTo(from.x + from.width + 15, top + 20);
  pen.arcTo(x, top + 20, x, to.y, 8);
  pen.arcTo(x, to.y + to.height / 2, to.x, to.y + to.height / 2, 8);
  pen.lineTo(to.x - 22, to.y + to.height / 2);
  pen.stroke();
}
