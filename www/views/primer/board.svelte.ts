// One of the two networks as the room shows it: what was typed, what the engine said of it, and the sheet that came back.

import type { Cause, Primer, PrimerNetwork } from "../../client/api/index.ts";
import { typed } from "../../draw/number.ts";
import { prepare } from "../../state/refusal.svelte.ts";
import type { Store } from "../../state/store.svelte.ts";
import { Sheet } from "./sheet.ts";

/** Each network's own cells, as the engine names them. */
export const INPUTS: Readonly<
  Record<
    PrimerNetwork,
    readonly { readonly id: "x" | "W" | "U" | "y"; readonly cells: readonly (readonly string[])[] }[]
  >
> = {
  classifier: [
    { id: "x", cells: [["x1"], ["x2"]] },
    {
      id: "W",
      cells: [
        ["w11", "w12"],
        ["w21", "w22"],
        ["w31", "w32"],
      ],
    },
    { id: "y", cells: [["y1"], ["y2"], ["y3"]] },
  ],
  hidden: [
    { id: "x", cells: [["x1"], ["x2"]] },
    {
      id: "W",
      cells: [
        ["w11", "w12"],
        ["w21", "w22"],
      ],
    },
    {
      id: "U",
      cells: [
        ["u11", "u12"],
        ["u21", "u22"],
        ["u31", "u32"],
      ],
    },
    { id: "y", cells: [["y1"], ["y2"], ["y3"]] },
  ],
};

/** What eta is on a page that nobody has typed on. */
const ETA = "0.5";
/** A number as the engine takes it, which an address may hold. */
const isNumber = (text: string): boolean => /^\s*-?(\d+(\.\d*)?|\.\d+)(e-?\d+)?\s*$/i.test(text);
/** What was typed, as the engine takes it: where it has commas or spaces, the number that the page reads in it. */
function plain(text: string): string {
  const number = typed(text);
  return /[,\s]/.test(text.trim()) && Number.isFinite(number) ? String(number) : text;
}

export class Board {
  readonly network: PrimerNetwork;
  readonly #primer: Primer;
  /** What stands in each cell, good or bad. */
  texts = $state<Record<string, string>>({});
  /** What was wrong, by cell; `y` for its three together. */
  complaints = $state.raw<Readonly<Record<string, Cause>>>({});
  sheet = $state.raw<Sheet | null>(null);
  /** The number that is pointed at, by its place on the sheet. */
  cell = $state<number | null>(null);
  /** What the engine could not do at all. */
  problem = $state.raw<unknown>(null);
  /** Counts the changes of the numbers. */
  version = $state(0);
  /** The numbers that it was made from. */
  readonly lit = $derived(this.cell === null || this.sheet === null ? [] : this.sheet.sources(this.cell));
  /** The numbers that the reader started from, and those that were typed since. */
  #example = $state<"first" | "underflow">("first");
  #typed = $state.raw<Readonly<Record<string, string>>>({});
  /** Both as an address says them; empty: as the page begins. What is no number, or not yet one, is not in it. */
  readonly said = $derived(
    [
      ...(this.#example === "first" ? [] : [this.#example]),
      ...Object.entries(this.#typed).flatMap(([cell, text]) => (isNumber(text) ? [`${cell}:${text.trim()}`] : [])),
    ].join(","),
  );
  /** Calls in their order: an answer never overtakes a later one. */
  #line: Promise<unknown> = Promise.resolve();

  constructor(primer: Primer, network: PrimerNetwork) {
    this.#primer = primer;
    this.network = network;
    this.#queue(() => this.#fetch(true));
  }

  /** Takes what an address says; false where it is none. */
  take(text: string): boolean {
    if (text === this.said) return true;
    const parts = text.split(",");
    const example = parts[0] === "underflow" ? "underflow" : "first";
    const cells = parts.slice(example === "first" ? 0 : 1).map((part) => part.split(":"));
    const known = ["eta", ...INPUTS[this.network].flatMap((matrix) => matrix.cells.flat())];
    if (!cells.every(([cell = "", value = "", more]) => known.includes(cell) && isNumber(value) && more === undefined))
      return false;
    this.example(example);
    const given = Object.fromEntries(cells) as Record<string, string>;
    const all = { eta: ETA, ...given };
    this.#queue(async () => {
      Object.assign(this.texts, all);
      await this.#put(all);
    });
    this.#typed = given;
    return true;
  }

  /** Takes a cell as it is typed. */
  type(cell: string, text: string): void {
    this.texts[cell] = text;
    const cells: Record<string, string> = { [cell]: plain(text) };
    if (cell.startsWith("y")) for (const one of ["y1", "y2", "y3"]) cells[one] = plain(this.texts[one] ?? "");
    this.#typed = { ...this.#typed, ...cells };
    this.#edit(cells);
  }

  /** Makes this class, from 0, the target. */
  aim(target: number): void {
    const cells = Object.fromEntries([0, 1, 2].map((i) => [`y${String(i + 1)}`, i === target ? "1" : "0"]));
    Object.assign(this.texts, cells);
    this.#typed = { ...this.#typed, ...cells };
    this.#edit(cells);
  }

  example(name: "first" | "underflow"): void {
    // The step's size is no number of the example.
    const { eta } = this.#typed;
    [this.#example, this.#typed] = [name, eta === undefined ? {} : { eta }];
    this.#queue(async () => {
      await this.#primer.example(this.network, name);
      await this.#fetch(true);
    });
  }

  #edit(cells: Record<string, string>): void {
    this.#queue(() => this.#put(cells));
  }

  async #put(cells: Record<string, string>): Promise<void> {
    const told = await this.#primer.edit(this.network, cells);
    if (told.length > 0) await prepare();
    const taken = (cell: string): boolean => cell in cells || (cell === "y" && "y1" in cells);
    const others = Object.entries(this.complaints).filter(([cell]) => !taken(cell));
    this.complaints = Object.fromEntries([...others, ...told.map((one): [string, Cause] => [one.cell, one])]);
    await this.#fetch(false);
  }

  async #fetch(fill: boolean): Promise<void> {
    const sheet = new Sheet(await this.#primer.sheet(this.network));
    if (sheet.all.stepRefusal !== null) await prepare();
    if (fill) {
      for (const { id, cells } of INPUTS[this.network]) {
        const { first } = sheet.matrix(id);
        cells.flat().forEach((cell, k) => {
          this.texts[cell] = String(sheet.value(first + k));
        });
      }
      const { eta } = this.complaints;
      this.complaints = eta === undefined ? {} : { eta };
    }
    this.texts["eta"] ??= String(sheet.value(sheet.matrix("eta").first));
    const before = this.sheet?.all.numbers;
    this.sheet = sheet;
    if (
      before === undefined ||
      before.length !== sheet.all.numbers.length ||
      before.some((value, k) => !Object.is(value, sheet.value(k)))
    )
      this.version += 1;
  }

  #queue(call: () => Promise<void>): void {
    this.#line = this.#line.then(call).then(
      () => {
        this.problem = null;
      },
      (error: unknown) => {
        this.problem = error;
      },
    );
  }
}

/** Both networks, as the reader left them. */
export class Boards {
  readonly classifier: Board;
  readonly hidden: Board;

  constructor(store: Store) {
    this.classifier = new Board(store.glasslm.primer, "classifier");
    this.hidden = new Board(store.glasslm.primer, "hidden");
  }
}
