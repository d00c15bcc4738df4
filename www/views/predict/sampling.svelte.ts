// How words are drawn from a prediction. It stays with the page: whoever comes back to the room finds it, in another language too.

import type { Shaping } from "./shaping.ts";

/** Temperature, top k, top p and the seed, as an address has them; an empty one is none. */
const SAID = /^([01](?:\.\d+)?|2),(\d*),(0?\.\d+|0|1),(\d*)$/;
const USUAL = "1,,1,1";

export class Sampling {
  temperature = $state(1);
  /** Null: all words. */
  topK = $state<number | null>(null);
  topP = $state(1);
  seed = $state<number | null>(1);
  /** Draws so far: with the seed it numbers each draw, so that the same clicks give the same words. */
  drawn = $state(0);

  get shaping(): Shaping {
    return { temperature: this.temperature, topK: this.topK, topP: this.topP };
  }

  /** As an address says it; empty: as it begins, or nothing that an address may say. */
  get said(): string {
    const said = [this.temperature, this.topK ?? "", this.topP, this.seed ?? ""].join();
    return said !== USUAL && SAID.test(said) ? said : "";
  }

  /** Takes it from an address; false where it is none. */
  take(text: string): boolean {
    if (text === this.said) return true;
    const [, temperature, topK, topP, seed] = SAID.exec(text) ?? [];
    if (temperature === undefined) return false;
    this.temperature = Number(temperature);
    this.topK = topK === "" ? null : Number(topK);
    this.topP = Number(topP);
    this.seed = seed === "" ? null : Number(seed);
    this.drawn = 0;
    return true;
  }
}
