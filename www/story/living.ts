// The picture of the network under a prediction.

import { told } from "./told.ts";

export const living = told("living", {
  columns: "columns of E",
  hidden: "h",
  output: "ŷ, 0 to 1",
  open: "See every step of this in the Step room",
  spoken: "{words} lead to “{best}” with {percent}%",
} as const);
