// The models that live in this thread, by the page's numbers.

import type { Session } from "../../pkg/glasslm.js";
import type { BackendState, Cores } from "../client/api/index.ts";
import type { Wish } from "../client/wire/protocol.ts";
import type { Place } from "./gpu/place.js";
import { GONE, refusal, wrong } from "../client/wire/errors.ts";
import { guard } from "./guard.js";
import { Queue } from "./queue.js";

/** A model, where it trains, and the line in which those who change it wait. */
export class Resident {
  readonly writers = new Queue();
  readonly session: Session;
  /** Set once someone wishes for another place than the CPU; the code for that is fetched then. */
  place: Place | null = null;
  /** Of its latest long run on the CPU. */
  cores: Cores | null = null;

  constructor(session: Session) {
    this.session = session;
  }
}

/** Where a model trains. */
export function backendOf({ session, place, cores }: Resident): BackendState {
  const state = place?.state ?? guard(() => session.backend);
  return cores === null ? state : { ...state, cores };
}

/** Takes a model to where it is wished to train. */
export async function choose(resident: Resident, wish: Wish): Promise<void> {
  const names = ["cpu", "webgpu", "auto"];
  if (!names.includes(wish)) throw wrong("backend", wish, "choice", 'it must be "cpu", "webgpu" or "auto"', { names });
  if (resident.place === null) {
    if (wish === "cpu") return;
    const { Place } = await import("./gpu/place.js");
    resident.place = new Place(resident.session);
  }
  await resident.place.choose(wish);
}

export class Models {
  readonly #all = new Map<number, Resident>();

  put(number: number, session: Session): Resident {
    const resident = new Resident(session);
    this.#all.set(number, resident);
    return resident;
  }

  get(number: number): Resident {
    const resident = this.#all.get(number);
    if (resident === undefined)
      throw refusal("StateError", "The engine has no such model; make another with glasslm.create.", GONE);
    return resident;
  }

  take(number: number): Resident | undefined {
    const resident = this.#all.get(number);
    this.#all.delete(number);
    return resident;
  }
}
