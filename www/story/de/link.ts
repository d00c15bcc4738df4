import type { link as english } from "../link.ts";
import { translation } from "../translation.ts";

export const link = translation<typeof english>()({
  newer:
    "Dieser Link stammt von einer neueren Version von GlassLM. Verwendet wird, was diese Version davon lesen kann.",
  value: "Der Wert „{text}“ für {name} in diesem Link ist nicht lesbar. Er wird ignoriert, der Rest wird verwendet.",
  name: "Der Link enthält „{name}“. Diese Version der Seite kennt das nicht. Der Rest des Links wird verwendet.",
  room: "Der Link nennt einen Raum „{name}“, den es nicht gibt. Der Rest des Links wird verwendet.",
  refused: "Der Link setzt {name} auf „{text}“, aber {name} {allowed}. Der Wert bleibt, wie er war.",
  allowed: {
    pace: "ist 1, 10, 100, doubling oder flat",
    pauses: "ist yes oder no",
    patience: "ist eine ganze Zahl größer als 0",
  },
});
