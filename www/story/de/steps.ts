import type { spokenNames as englishNames, steps as englishSteps, updates as englishUpdates } from "../steps.ts";
import { translation } from "../translation.ts";

export const steps = translation<typeof englishSteps>()({
  lookup: {
    title: "Einbettungen nachschlagen",
    prose: "Jedes Kontextwort wählt seine eigene Spalte von E: seine Einbettung.",
    spoken: "Die Spalte von E zu jedem Kontextwort wird der Teil dieses Wortes in klein e.",
  },
  concat: {
    title: "Aneinanderhängen",
    prose: "Die Einbettungen werden aneinandergehängt, das älteste Wort zuerst, zu einem einzigen Vektor e.",
    spoken: "Die Einbettungen werden, das älteste Wort zuerst, zu dem einen Vektor klein e verbunden.",
  },
  affine: {
    title: "Mit W multiplizieren",
    prose: "Jede verborgene Einheit multipliziert e mit ihrer Zeile von W und summiert die Produkte.",
    spoken: "Jede verborgene Einheit multipliziert ihre Zeile von W mit klein e und summiert: Das ist a.",
  },
  activation: {
    title: "Aktivierung anwenden",
    prose:
      "Auf die Summe jeder verborgenen Einheit wird die Aktivierung angewandt. Ohne sie fielen W und U zu einer einzigen Matrix zusammen.",
    spoken: "Die Aktivierung wird auf jeden Wert von a angewandt; das Ergebnis steht an derselben Stelle von h.",
  },
  logits: {
    title: "Mit U multiplizieren",
    prose:
      "Jedes Wort des Vokabulars multipliziert h mit seiner Zeile von U und summiert: Das ist sein Score, der Logit.",
    spoken: "Jedes Wort multipliziert seine Zeile von U mit h und summiert: Das ist sein Logit in z.",
  },
  softmax: {
    title: "Softmax",
    prose: "Aus den Logits werden Wahrscheinlichkeiten: Keine ist negativ, und ihre Summe ist 1.",
    spoken: "Softmax macht aus den Logits in z die Wahrscheinlichkeiten y Dach.",
  },
  loss: {
    title: "Verlust",
    prose:
      "Der Verlust ist −log der Wahrscheinlichkeit des Zielworts: Je kleiner diese Wahrscheinlichkeit, desto größer der Verlust.",
    spoken: "Der Verlust L ist minus der Logarithmus von y Dach beim Zielwort.",
  },
  dz: {
    title: "Gradient der Logits",
    prose: "Softmax und Verlust zusammen haben eine einfache Ableitung: Vorhersage minus One-Hot-Ziel.",
    spoken: "Der Gradient von z ist y Dach minus Ziel: um 1 weniger beim Zielwort.",
  },
  dU: {
    title: "Gradient von U",
    prose: "Der Gradient jeder Zeile von U ist der Fehler ihres Wortes mal h.",
    spoken: "Der Gradient von U ist der Fehler jedes Wortes mal h.",
  },
  dc: {
    title: "Gradient von c",
    prose: "Der Gradient des Ausgabe-Bias eines Wortes ist der Fehler dieses Wortes selbst.",
    spoken: "Der Gradient von c ist der Gradient von z selbst.",
  },
  dh: {
    title: "Gradient von h",
    prose: "Die Fehler aller Wörter fließen durch U zu den verborgenen Einheiten zurück.",
    spoken: "Der Gradient von h ist U transponiert mal dem Gradienten von z.",
  },
  da: {
    title: "Zurück durch die Aktivierung",
    prose:
      "Die Steigung der Aktivierung bestimmt, wie viel davon durchkommt. Eine gesättigte Einheit lässt fast nichts durch.",
    spoken: "Der Gradient von a ist der Gradient von h mal der Steigung der Aktivierung, Einheit für Einheit.",
  },
  dW: {
    title: "Gradient von W",
    prose: "Der Gradient jeder Zeile von W ist der Gradient ihrer Einheit mal der Eingabe e.",
    spoken: "Der Gradient von W ist der Gradient von a jeder Einheit mal klein e.",
  },
  db: {
    title: "Gradient von b",
    prose: "Der Gradient des Bias einer verborgenen Einheit ist der Gradient dieser Einheit selbst.",
    spoken: "Der Gradient von b ist der Gradient von a selbst.",
  },
  de: {
    title: "Gradient von e",
    prose: "Die Gradienten der verborgenen Einheiten fließen durch W zu den gelesenen Einbettungen zurück.",
    spoken: "Der Gradient von klein e ist W transponiert mal dem Gradienten von a.",
  },
  dE: {
    title: "Gradient von E",
    prose:
      "Jeder Teil dieses Gradienten geht an die gelesene Spalte von E. Ein zweimal gelesenes Wort bekommt die Summe beider Teile.",
    spoken:
      "Der Gradient von E bekommt jeden Teil des Gradienten von klein e an der gelesenen Spalte; alle anderen Spalten bleiben null.",
  },
  "update.E": {
    title: "E aktualisieren",
    prose: "Die Aktualisierung ändert E, die Einbettungen.",
    spoken: "Die Aktualisierung ändert E.",
  },
  "update.W": {
    title: "W aktualisieren",
    prose: "Die Aktualisierung ändert W.",
    spoken: "Die Aktualisierung ändert W.",
  },
  "update.b": {
    title: "b aktualisieren",
    prose: "Die Aktualisierung ändert die Bias-Werte b der verborgenen Schicht.",
    spoken: "Die Aktualisierung ändert b.",
  },
  "update.U": {
    title: "U aktualisieren",
    prose: "Die Aktualisierung ändert U.",
    spoken: "Die Aktualisierung ändert U.",
  },
  "update.c": {
    title: "c aktualisieren",
    prose: "Die Aktualisierung ändert die Bias-Werte c der Ausgabe.",
    spoken: "Die Aktualisierung ändert c.",
  },
  "softmax.max": {
    title: "Größten Logit suchen",
    prose:
      "Gesucht wird der größte Logit. Ihn abzuziehen ändert keine Wahrscheinlichkeit, verhindert aber, dass die Exponentialwerte überlaufen.",
    spoken: "Das Maximum ist der größte Wert von z.",
  },
  "softmax.shift": {
    title: "Ihn abziehen",
    prose: "Der größte Logit wird von jedem Logit abgezogen: Das beste Wort hat nun 0, alle anderen weniger.",
    spoken: "Verschoben ist z minus Maximum.",
  },
  "softmax.exp": {
    title: "Exponentialwerte berechnen",
    prose:
      "Die Exponentialfunktion macht jeden Wert positiv: Aus 0 wird 1, und was weit unter 0 liegt, verschwindet fast.",
    spoken: "Die Exponentialwerte sind e hoch die verschobenen Werte.",
  },
  "softmax.sum": {
    title: "Summieren",
    prose: "Alle Exponentialwerte werden addiert. Die Wahrscheinlichkeit jedes Wortes ist sein Anteil an dieser Summe.",
    spoken: "Die Summe addiert alle Exponentialwerte.",
  },
  "softmax.divide": {
    title: "Durch die Summe teilen",
    prose: "Jeder Exponentialwert wird durch die Summe geteilt. Das Ergebnis sind die Wahrscheinlichkeiten.",
    spoken: "Y Dach ist jeder Exponentialwert geteilt durch die Summe.",
  },
  "dz.dyhat": {
    title: "Gradient der Wahrscheinlichkeiten",
    prose: "Der Verlust hängt nur von der Wahrscheinlichkeit des Zielworts ab, daher ist jede andere Ableitung null.",
    spoken: "Der Gradient von y Dach ist beim Zielwort minus eins durch y Dach, sonst null.",
  },
  "dz.jacobian": {
    title: "Jacobi-Matrix der Softmax",
    prose:
      "Einen Logit zu erhöhen nimmt allen anderen Wörtern Wahrscheinlichkeit, daher hat jedes Paar von Wörtern eine Ableitung.",
    spoken: "Die Jacobi-Matrix enthält, wie sich jeder Wert von y Dach mit jedem Wert von z ändert.",
  },
  "dz.product": {
    title: "Das Produkt fällt zusammen",
    prose: "Multipliziert man die beiden, hebt sich fast alles auf. Übrig bleibt ŷ − y.",
    spoken: "Das Produkt aus der Jacobi-Matrix und dem Gradienten von y Dach ist y Dach minus Ziel.",
  },
});

export const updates = translation<typeof englishUpdates>()({
  sgd: "Jedes Gewicht bewegt sich gegen seinen Gradienten, skaliert mit der Lernrate η.",
  momentum:
    "Jedes Gewicht bewegt sich gegen seine Geschwindigkeit v: μ mal der vorigen Geschwindigkeit plus dem Gradienten.",
  adamw:
    "Jedes Gewicht bewegt sich gegen m̂, ein gleitendes Mittel seines Gradienten, geteilt durch die Wurzel aus v̂, einem gleitenden Mittel des quadrierten Gradienten.",
  decay: "Der Weight Decay λ multipliziert zuerst jedes Gewicht mit 1 − ηλ.",
  clip: "Die Norm des ganzen Gradienten überschreitet die Grenze, daher wird er zuerst mit dem Faktor clip verkleinert.",
  onlyRead: "Nur die gelesenen Spalten ändern sich; alle anderen haben den Gradienten null.",
  all: {
    decay: "Wegen des Weight Decay ändern sich auch Spalten, die nicht gelesen wurden.",
    memory: "Auch Spalten, die nicht gelesen wurden, ändern sich, weil der Optimierer sich frühere Gradienten merkt.",
  },
  spoken: {
    sgd: "Jedes Gewicht bewegt sich gegen seinen Gradienten.",
    momentum: "Jedes Gewicht bewegt sich gegen seine Geschwindigkeit.",
    adamw:
      "Jedes Gewicht bewegt sich gegen das Mittel seiner Gradienten, geteilt durch die Wurzel aus dem Mittel ihrer Quadrate.",
  },
});

export const spokenNames = translation<typeof englishNames>()({
  e: "klein e",
  yhat: "y Dach",
  L: "der Verlust",
  dz: "Gradient von z",
  dU: "Gradient von U",
  dc: "Gradient von c",
  dh: "Gradient von h",
  da: "Gradient von a",
  dW: "Gradient von W",
  db: "Gradient von b",
  de: "Gradient von klein e",
  dE: "Gradient von E",
  "sigma'": "Sigma Strich",
  y: "y, das Ziel",
  maximum: "Maximum",
  shifted: "verschoben",
  exponentials: "Exponentialwerte",
  sum: "Summe",
  dyhat: "Gradient von y Dach",
  jacobian: "Jacobi-Matrix",
  product: "Produkt",
});
