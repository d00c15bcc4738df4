// What folds the small print of a figure, in every room.

import { told } from "./told.ts";

export const counted = told("counted", { summary: "How this was counted" } as const);
