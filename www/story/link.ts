// What is said of a link that asks for what the page cannot do. Fetched when one does.

import { told } from "./told.ts";

export const link = told("link", {
  newer: "This link was made by a newer version of GlassLM. Whatever this version can read of it is used.",
  value: "The link says {name} “{text}”, which cannot be read. That part is left out, the rest is used.",
  name: "The link says “{name}”, which this page does not know; a newer one may. The rest of the link is used.",
  room: "The link asks for a room “{name}”, which there is none of. The rest of the link is used.",
  refused: "The link asks for {name} “{text}”, but {name} {allowed}. It stays as it was.",
  allowed: {
    pace: "is 1, 10, 100, doubling or flat",
    pauses: "is yes or no",
    patience: "is a whole number above 0",
  },
} as const);
