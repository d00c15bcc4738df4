import type { limits as english } from "../limits.ts";
import { translation } from "../translation.ts";

export const limits = translation<typeof english>()({
  step: "„Schritt“ zeigt ein Beispiel und eine Aktualisierung. „Training“ macht Tausende davon, auf dem ganzen Text.",
  train:
    "Ein fallender Verlust sagt nicht, wie gut das Modell ist. „Messung“ vergleicht es mit dem Zählen, auf Text, den beide nicht kennen.",
  measure:
    "„Messung“ sagt, wie gut die Gewichte sind, nicht, wie man sie findet. „Grundlagen“ rechnet die Ableitungen von Hand vor, an einem kleinen Netz.",
  primer: "Das Netz in „Grundlagen“ ist zu klein für eine Sprache. „Korpus“ gibt dem großen einen beliebigen Text.",
  corpus: {
    one: "Bei jedem Text liest das Modell nur das letzte Token. Die Modelle der nächsten Vorlesung heben das auf: rekurrente Netze und Transformer.",
    other:
      "Bei jedem Text liest das Modell nur die letzten {count} Tokens. Die Modelle der nächsten Vorlesung heben das auf: rekurrente Netze und Transformer.",
  },
});
