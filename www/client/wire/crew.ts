// What the engine's thread, the page and its hidden frame say to each other about the crew: the threads that train together.

/** The engine's thread asks the page for all that it does not know of itself: the page answers with a port, under this name. */
export const CREW = "crew";

/** Why a run that could have more threads has one. It comes at each change; null: for nothing. */
export type Rest = "hidden" | "battery";

/** What the page says over the port. */
export interface Said {
  readonly rest?: Rest | null;
  /** The way to an isolated window, the page or its frame; "later" while it cannot be known yet, null where there is none. */
  readonly host?: MessagePort | "later" | null;
}

/** What an isolated window does for the engine's thread. */
export interface CrewHost {
  /** Starts a leader at the other end of this port, in place of the one before. Rejects when it breaks, and answers when it is ended. */
  open(line: MessagePort): Promise<void>;
  close(): void;
}

/** What a helper is started with. The leader says it to its host; the host answers only when a helper broke, with the reason. */
export interface HelperStart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly tid: number;
  readonly argument: number;
}
