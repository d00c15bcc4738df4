// What the engine's thread and the page say to each other about the crew: the threads that train together.

/** The engine's thread asks when it should leave the other cores alone: the page answers with a port, under this name. */
export const CREW = "crew";

/** Why a run that could have more threads has one. Over the port it comes at each change; null: for nothing. */
export type Rest = "hidden" | "battery";
