// A Shannon game with the model on the page. It stays with the model: whoever comes back finds the round where it was.

import type { Game, GameSoFar } from "../../client/api/index.ts";
import { Ask } from "../../state/ask.svelte.ts";
import type { Workspace } from "../../state/workspace.svelte.ts";
import type { Typed } from "./stakes.ts";

const ROUNDS = 10;
const empty = (): Typed[] => [{ word: "", percent: "50" }];

export class Rounds {
  seed = $state(1);
  /** What was staked, round by round. */
  stakes = $state.raw<GameSoFar["stakes"]>([]);
  /** What is typed for the next. */
  typed = $state<Typed[]>(empty());
  readonly #ask: Ask<GameSoFar, Game>;

  constructor({ model, signal }: Workspace) {
    this.#ask = new Ask((soFar: GameSoFar) => model.measure.game(soFar), { scope: signal });
  }

  get game(): Game | null {
    return this.#ask.answer;
  }
  get problem(): string | null {
    return this.#ask.problem;
  }

  /** Asks for the game as it stands; false: refused. The models' figures follow the network and the n-grams. */
  async look(): Promise<boolean> {
    await this.#ask.ask({ seed: this.seed, rounds: ROUNDS, stakes: this.stakes });
    return this.#ask.problem === null;
  }

  /** Plays the round that is open; false: refused, and it is open as before. */
  async stake(staked: GameSoFar["stakes"][number]): Promise<boolean> {
    const before = this.stakes;
    // At once: whoever asks for the models' new figures meanwhile asks for those of this round.
    this.stakes = [...before, staked];
    if (!(await this.look())) {
      this.stakes = before;
      return false;
    }
    this.typed = empty();
    return true;
  }

  /** A new game, with this seed. */
  async begin(seed: number): Promise<void> {
    this.seed = seed;
    this.stakes = [];
    this.typed = empty();
    await this.look();
  }
}
