// What is said of the engine's restart.

import { told } from "./told.ts";

export const restarted = told("restarted", {
  again: "The engine stopped ({reason}) and was started again.",
  same: "The model is at step {step}, as before. You cannot go back further.",
  fell: "The model is back at step {to}; it was at step {from}. You cannot go back further.",
  lost: "The model could not be restored. {reason} Make it again in the Corpus room.",
} as const);
