import type { app as english } from "../app.ts";
import { translation } from "../translation.ts";

export const app = translation<typeof english>()({
  name: "GlassLM",
  loading: "Der Rechenkern startet",
  failed: "Der Rechenkern ist nicht gestartet: {reason}",
  tryAgain: "Erneut versuchen",
  busy: "Der Rechenkern ist mit einer langen Berechnung beschäftigt. Er antwortet, sobald sie fertig ist.",
  skip: "Zum Inhalt springen",
  loadingRoom: "Der Raum wird geladen",
  inTab: "GlassLM: in einem Tab öffnen",
  roomFailed: "Dieser Raum konnte nicht geladen werden ({reason}). Versuchen Sie es erneut, wenn Sie online sind.",
  rooms: "Räume",
  lecture: "Vorlesung",
  startHere: "Hier beginnen",
  room: {
    predict: "Vorhersage",
    step: "Schritt",
    train: "Training",
    measure: "Messung",
    primer: "Grundlagen",
    corpus: "Korpus",
  },
  summary: "{corpus} · {words} {unit} · Schritt {step} · {backend}",
  words: "Wörter",
  characters: "Zeichen",
  ownText: "Ihr Text",
  loadedModel: "Geladenes Modell",
  untrained:
    "<unk> kommt im Training nie vor, daher hat das Modell nichts darüber gelernt. Eine Mindesthäufigkeit von 2 (Raum „Korpus“) gäbe ihm Beispiele.",
  run: {
    endBehind: "Geben Sie einen Schritt nach dem jetzigen ({here}) an; {given} ist keiner. Es wurde nicht trainiert.",
    noNumber: "die Eingabe",
    noText:
      "Dieses Modell wurde ohne seinen Text geladen und kann daher nicht von vorn beginnen. Öffnen Sie den Text im Raum „Korpus“.",
  },
  theme: { light: "Hell", dark: "Dunkel", toDark: "Dunkel darstellen", toLight: "Hell darstellen" },
  type: { large: "Größere Schrift", normal: "Normale Schrift" },
  files: {
    share: "Teilen",
    open: "Öffnen",
    save: "Speichern",
    about: { share: "Diesen Moment teilen", open: "Ein Modell öffnen", save: "Speichern und exportieren" },
  },
  dismiss: "Schließen",
  rail: "Schritte",
  end: "</s>",
  space: "Leerzeichen",
  tab: "Tabulator",
});
