// The one catalogue of the page's strings, a file for each room. A view never writes a sentence of its own. What is fetched
// on demand imports its own file, so that the page opens without it.

import { app } from "./app.ts";
import { predict } from "./predict.ts";

export const story = { app, predict } as const;
export { count, fill, isolated } from "./told.ts";
