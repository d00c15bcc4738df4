import type { classes as englishClasses, corpora as englishCorpora } from "../corpora.ts";
import { translation } from "../translation.ts";

export const corpora = translation<typeof englishCorpora>()({
  farmyard: {
    title: "Der Bauernhof",
    description:
      "Tiere einer Art fressen und bewegen sich gleich. Das Netz kommt mit Kombinationen zurecht, die es nie sah und über die Zähltabellen nichts wissen.",
  },
  digits: {
    title: "Zufällige Ziffern",
    description:
      "Zehn gleich wahrscheinliche Ziffern: Die Perplexität zählt die Möglichkeiten, und kein Modell bleibt unter 10.",
  },
  switchboard: {
    title: "Telefonvermittlung",
    description:
      "Operator, Sales und Support bekommen je ein Viertel der Anrufe; N Namen teilen sich das letzte Viertel. Das zeigt, wie die Perplexität ungleiche Möglichkeiten gewichtet.",
  },
  names: {
    title: "Erfundene Namen",
    description: "Zeichen statt Wörter: Das Netz lernt Vokale, Konsonanten und Endungen und erfindet neue Namen.",
  },
  story: {
    title: "Der blaue Lieferwagen",
    description:
      "Eine Geschichte von 3.000 englischen Wörtern: was ein Modell aus echten Sätzen macht und warum es „I saw a van“ versteht und nicht „eyes awe of an“.",
  },
});

export const classes = translation<typeof englishClasses>()({
  "grazing animals": "Weidetiere",
  birds: "Vögel",
  swimmers: "Schwimmer",
  "cats and dogs": "Katzen und Hunde",
  colours: "Farben",
  adverbs: "Adverbien",
  verbs: "Verben",
  motions: "Bewegungen",
  foods: "Futter",
  places: "Orte",
});
