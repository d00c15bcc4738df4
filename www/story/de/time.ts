import type { time as english } from "../time.ts";
import { translation } from "../translation.ts";

export const time = translation<typeof english>()({
  title: "Zeitmaschine",
  status: "Stand der Zeitmaschine",
  slider: "Zeitmaschine",
  first: "Zurück zum Anfang",
  back: "Einen Trainingsschritt zurück",
  on: "Einen Trainingsschritt vor",
  last: "Zum letzten Trainingsschritt",
  stop: "Wiedergabe anhalten",
  play: "Noch einmal abspielen",
  playing: "im Tempo des Trainings",
  memoryTitle: "Speicher",
  place: "Schritt {step} von {last}",
  near: "ungefähr",
  exact: "exakt",
  replay: "{part} % wiederholt",
  spokenNear: "Ungefähr Schritt {goal}: Wiederholung ab Schritt {step}.",
  spokenExact: "Schritt {step} von {last}, exakt bis aufs letzte Bit.",
  undo: "Rückgängig",
  undoes: "„Rückgängig“ nimmt zurück: {change}.",
  nothing: "Nichts rückgängig zu machen: Hier beginnt der Lauf.",
  change: {
    train: {
      one: "{count} Schritt mit {optimizer}, Lernrate {rate}, Batchgröße {batch}",
      other: "{count} Schritte mit {optimizer}, Lernrate {rate}, Batchgröße {batch}",
    },
    trainOn: {
      one: "{count} Schritt auf eigenen Beispielen ({batch}) mit {optimizer}, Lernrate {rate}",
      other: "{count} Schritte auf eigenen Beispielen ({batch}) mit {optimizer}, Lernrate {rate}",
    },
    edit: { one: "{count} Wert von Hand gesetzt", other: "{count} Werte von Hand gesetzt" },
    none: "nichts weiter",
  },
  branches: "Zweige",
  branch: "Schritte {from} bis {last}: {change}",
  visit: "Zurückkehren",
  visitName: "Zum Zweig zurückkehren, Schritte {from} bis {last}",
  forks:
    "Wenn Sie hier trainieren oder etwas ändern, beginnt ein neuer Zweig. Die Schritte, die folgten, bleiben als eigener Zweig erhalten.",
  memory:
    "Parameter {parameters} MB, Optimierer {optimizer} MB, Tokens {tokens} MB, Schnappschüsse des Laufs ({snapshots}) {bytes} MB von höchstens {budget} MB. Der ganze Rechenkern belegt {engine} MB.",
  begins:
    "Sie können bis Schritt {first} zurückgehen. Davor wurde das Modell geladen, auf einen anderen Rechenkern verlegt, oder sein Protokoll war voll.",
  ghost: "Zweige",
  now: "jetzt",
});
