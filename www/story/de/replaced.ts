import type { replaced as english } from "../replaced.ts";
import { translation } from "../translation.ts";

export const replaced = translation<typeof english>()({
  title: "Vom Trigramm zum Netz",
  note: "Beide Modelle sind dieselbe Maschine mit anderer Mitte: Wörter gehen hinein, eine Verteilung kommt heraus, und derselbe Text beurteilt sie.",
  column: { box: "Kasten", trigram: "Trigramm", network: "Netz", change: "Was daraus wurde" },
  reads: "Liest",
  window: { one: "das letzte Wort", other: "die letzten {count} Wörter" },
  middle: "Macht daraus Wahrscheinlichkeiten durch",
  table: "eine Zähltabelle mit {stored} gespeicherten Häufigkeiten",
  weights: "E, W und U, mit {stored} gelernten Gewichten",
  gives: "Ergibt",
  distribution: "eine Verteilung über dieselben {words} Tokens des Vokabulars",
  measured: "Wird beurteilt durch",
  tokens: "−log P derselben {tokens} Validierungstokens",
  perplexity: "Validierungsperplexität",
  replaced: "Ersetzt",
  changed: "Geändert",
  stays: "Geblieben",
  outcome: "Das Ergebnis",
  waiting: "…",
});
