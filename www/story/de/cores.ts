import type { cores as english } from "../cores.ts";
import { translation } from "../translation.ts";

export const cores = translation<typeof english>()({
  label: "Kerne",
  fastest: "Die schnellste Anzahl",
  some: "{threads} von {of}",
  using: "{used} von {of} Kernen",
  measured: "Gemessene Schritte pro Sekunde: {rates}.",
  rate: "{steps} mit {threads}",
  ready: "Bis zu {of} Kerne. Ein langer Lauf misst, wie viele am schnellsten sind.",
  alone: {
    file: "Ein Kern: Die Seite wurde aus einer Datei geöffnet.",
    frame:
      "Ein Kern: Die Seite liegt in der Seite einer anderen Website. In einem eigenen Tab kann sie alle Kerne nutzen.",
    insecure: "Ein Kern: Diese Adresse ist nicht sicher. Über https kann die Seite alle Kerne nutzen.",
    browser: "Ein Kern: Dieser Browser gibt einer Seite keinen Speicher, den sich Threads teilen.",
    host: "Ein Kern: Der Server der Seite erlaubt nicht, dass sich Threads Speicher teilen.",
    reload: "Ein Kern bei diesem Besuch. Neu geladen kann die Seite alle {of} nutzen.",
    soon: "Bisher ein Kern. Die Seite kann alle {of} nutzen, sobald sie für die Zeit ohne Netz gespeichert ist.",
    cores: "Dieser Computer hat einen Kern.",
    hidden: "Ein Kern, weil die Seite nicht zu sehen war.",
    battery: "Ein Kern, weil der Computer im Akkubetrieb läuft.",
    lost: "Ein Kern: Ein Hilfsthread ging verloren.",
    large: "Ein Kern: Das Modell ist zu groß für den Speicher, den sich Threads teilen.",
  },
  slower: "Ein Kern: Mehr waren nicht schneller.",
  all: "Alle Kerne nutzen",
  same: "Jede Anzahl von Kernen ergibt dasselbe Ergebnis, bis auf das letzte Bit.",
});
