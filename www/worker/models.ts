// The models that live in this thread, by the page's numbers.

import type { Session } from "../../pkg/glasslm.js";
import { Queue } from "./queue.js";

/** A model, and the line in which those who change it wait. */
export class Resident {
  readonly writers = new Queue();
  readonly session: Session;

  constructor(session: Session) {
    this.session = session;
  }
}

export class Models {
  readonly #all = new Map<number, Resident>();

  put(number: number, session: Session): void {
    this.#all.set(number, new Resident(session));
  }

  get(number: number): Resident {
    const resident = this.#all.get(number);
    if (resident === undefined) throw new Error("The engine has no such model; make another with glasslm.create.");
    return resident;
  }

  take(number: number): Resident | undefined {
    const resident = this.#all.get(number);
    this.#all.delete(number);
    return resident;
  }
}
