// What is said of a link that asks for what the page cannot do. Fetched when one does.

import { told } from "./told.ts";

export const link = told("link", {
  newer: "This link was made by a newer version of GlassLM. The parts that this version can read are used.",
  value: "The link’s value “{text}” for {name} cannot be read. That part is ignored; the rest is used.",
  name: "The link contains “{name}”, which this version of the page does not know. The rest of the link is used.",
  room: "The link asks for a room “{name}”, which does not exist. The rest of the link is used.",
  refused: "The link sets {name} to “{text}”, but {name} {allowed}. It stays as it was.",
  allowed: {
    pace: "is 1, 10, 100, doubling or flat",
    pauses: "is yes or no",
    patience: "is a whole number above 0",
  },
} as const);
