// The parts of an address that the page can open without: how the next steps are made, and how the model came to stand where it
// stands. Fetched with the first room beyond Predict, the first change of the model, or a link that says one of them.

import type { Model, RunHistory } from "../client/api/index.ts";
import { digest, textsOf } from "../files/digest.ts";
import { pastSaid } from "../files/past.ts";
import { type Address, pastOf } from "./address.ts";
import { agrees, shipped } from "./opening.ts";
import { replay } from "./replay.ts";
import { refuse } from "./refuse.ts";
import { MOST, type Past, type Untold, stagesOf, stepsOf, written } from "./recipe.ts";
import { type Settings, usual } from "./settings.svelte.ts";
import { share as words } from "../story/share.ts";
import type { Store } from "./store.svelte.ts";

/** Milliseconds for which a model has not changed before its past is asked for. */
const REST = 400;

/** A setting's name in the address, and what it may be there. */
const SETTINGS: readonly { readonly name: string; readonly key: keyof Settings; readonly allowed: RegExp }[] = [
  { name: "optimizer", key: "optimizer", allowed: /^(sgd|momentum|adamw)$/ },
  { name: "momentum", key: "momentum", allowed: /^0(\.\d+)?$|^\d(\.\d+)?e-\d+$/ },
  { name: "decay", key: "weightDecay", allowed: /^\d+(\.\d+)?(e-?\d+)?$/ },
  { name: "clip", key: "clip", allowed: /^\d+(\.\d+)?(e-?\d+)?$/ },
  { name: "schedule", key: "schedule", allowed: /^(constant|cosine|step)$/ },
  { name: "total", key: "total", allowed: /^[1-9]\d{0,8}$/ },
  { name: "every", key: "every", allowed: /^[1-9]\d{0,8}$/ },
  { name: "factor", key: "factor", allowed: /^(0\.\d+|1|\d(\.\d+)?e-\d+)$/ },
];

export class Moment {
  readonly #store: Store;
  /** Why the model's past is not in the address. */
  untold = $state.raw<Untold | "file" | null>(null);

  /** A link to a model of a text that is not here. */
  #awaited: Address | null = null;
  readonly #digests = new WeakMap<Model, Promise<string>>();

  constructor(store: Store) {
    this.#store = store;
    store.moment = this;
    this.arrived();
    $effect(() => this.#await(store.awaited));
    $effect(() => this.#write());
    $effect(() => {
      void store.version;
      const { model } = store;
      if (model === null || store.replay !== null || store.run !== null) return;
      const timer = setTimeout(() => void this.look(), REST);
      return () => clearTimeout(timer);
    });
  }

  #await(address: Address | null): void {
    if (address === null) return;
    this.#awaited = address;
    this.#store.notices.say(() => words.awaits, "link own");
  }

  /** The digest of the model's own text; whether it is the one that a link waits for. */
  async #own(model: Model): Promise<void> {
    const store = this.#store;
    const { corpus } = model.options;
    const texts = textsOf(corpus);
    if (texts.length === 0 || corpus === undefined) return;
    let found = this.#digests.get(model);
    if (found === undefined) this.#digests.set(model, (found = digest(texts)));
    const own = await found;
    if (store.model !== model) return;
    store.own = own;
    const awaited = this.#awaited;
    if (awaited === null) return;
    if (awaited.more["own"] !== own) {
      store.notices.say(() => words.otherText, "link own");
      return;
    }
    this.#awaited = null;
    store.notices.settled("link own");
    // With the text here the link opens as any other.
    const asked = { ...awaited.options, corpus };
    if (!agrees({ ...store.settings.defaults, ...awaited.options }, model.options) && !(await store.create(asked)))
      return;
    store.go(awaited);
    await store.attempt(() => replay(store, pastOf(awaited.more), new AbortController().signal));
  }

  /** How many settings the address says. */
  get settings(): number {
    return SETTINGS.filter(({ name }) => this.#store.more[name] !== undefined).length;
  }

  /** Takes what an address says of the settings; what it does not say stays. */
  arrived(): void {
    const { more, settings } = this.#store;
    for (const { name, key, allowed } of SETTINGS) {
      const text = more[name];
      if (text === undefined) continue;
      if (!allowed.test(text)) {
        refuse(this.#store, [{ kind: "value", name, text }]);
        continue;
      }
      const value = typeof usual[key] === "string" ? text : Number(text);
      Object.assign(settings.values, { [key]: value });
    }
  }

  /** What of the settings is another than every page begins with. */
  #write(): void {
    const { settings, more } = this.#store;
    const names = SETTINGS.map(({ name }) => name);
    const others = Object.entries(more).filter(([name]) => !names.includes(name));
    const said = SETTINGS.flatMap(({ name, key }): [string, string][] => {
      const value = settings.values[key];
      return value === usual[key] || value === null ? [] : [[name, String(value).replace("+", "")]];
    });
    const next = Object.fromEntries([...others, ...said]);
    if (JSON.stringify(next) !== JSON.stringify(more)) this.#store.more = next;
  }

  /** Asks the engine for the model's past, and says in the address what it can of it. */
  async look(): Promise<void> {
    const store = this.#store;
    const { model, version } = store;
    if (model === null || model.near) return;
    await this.#own(model);
    const known = await model.history().catch(() => null);
    if (known === null || store.model !== model || store.version !== version || store.replay !== null) return;
    const { start, train: all, untold } = whole(model, known);
    this.untold = untold;
    const train = all ?? "";
    // What opens trained without a word must be told that it is not.
    const said = this.untold === null && (train !== "" || (start === 0 && this.#opensTrained()));
    store.past = {
      ...(said ? { start: String(start) } : {}),
      ...(model.backend.name === "webgpu" ? { card: "yes" } : {}),
      ...(said && train !== "" ? { train } : {}),
    };
  }

  #opensTrained(): boolean {
    const { corpus, ...others } = this.#store.address.options;
    return corpus !== undefined && corpus.size === undefined && Object.keys(others).length === 0;
  }
}

/** All of a model's past as a link writes it, from the step that it began at; or why there is none. */
function whole(
  model: Model,
  { first, changes }: RunHistory,
): { readonly start: number } & (Past | { readonly train: null; readonly untold: "file" }) {
  // What was saved with it leads as far as the log begins.
  const [, from, before = ""] = /^(\d{1,15});(.*)$/s.exec(pastSaid(model) ?? "") ?? [];
  const stages = stagesOf(before);
  const start = from !== undefined && stages !== null ? Number(from) : (shipped.get(model) ?? 0);
  if ((from === undefined && model.loaded && !shipped.has(model)) || start + stepsOf(stages ?? []) !== first)
    return { start, train: null, untold: model.loaded ? "file" : "forgotten" };
  const since = written(changes, MOST - before.length);
  const join = before === "" || since.train === "" ? "" : ",";
  return since.train === null ? { start, ...since } : { start, train: before + join + since.train, untold: null };
}

/** What is saved with a model of its past; null where that cannot be said, or has the graphics card's own digits. */
export async function pastToSave(model: Model): Promise<string | null> {
  if (model.backend.name === "webgpu") return null;
  // The model is saved in any case.
  const known = await model.history().catch(() => null);
  if (known === null) return null;
  const { start, train } = whole(model, known);
  return train === null ? null : `${start};${train}`;
}

const followed = new WeakMap<Store, Moment>();

/** The one of a page, for as long as it stands. */
export function followMoment(store: Store): Moment {
  let moment = followed.get(store);
  if (moment === undefined) {
    let made!: Moment;
    $effect.root(() => {
      made = new Moment(store);
    });
    followed.set(store, (moment = made));
  }
  return moment;
}
