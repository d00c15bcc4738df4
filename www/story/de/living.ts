import type { living as english } from "../living.ts";
import { translation } from "../translation.ts";

export const living = translation<typeof english>()({
  columns: "Spalten von E",
  hidden: "h",
  output: "ŷ, 0 bis 1",
  open: "Jeden Schritt davon im Raum „Schritt“ ansehen",
  spoken: "{words} führen zu „{best}“ mit {percent} %",
});
