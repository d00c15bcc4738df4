import type { counted as english } from "../counted.ts";
import { translation } from "../translation.ts";

export const counted = translation<typeof english>()({ summary: "Wie gezählt wurde" });
