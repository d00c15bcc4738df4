import type {
  exercises as englishExercises,
  kinds as englishKinds,
  misses as englishMisses,
  names as englishNames,
} from "../exercises.ts";
import { translation } from "../translation.ts";

export const exercises = translation<typeof englishExercises>()({
  title: "Testen Sie sich",
  lead: "Fragen zu diesem Kapitel über das jetzige Modell. Derselbe Seed stellt allen dieselben Fragen. Ihre Antworten bleiben, während Sie nachsehen.",
  none: "Keine Frage dieses Kapitels passt zu diesem Modell. Öffnen Sie einen der mitgelieferten Texte.",
  unknown: "Diese Version hat keinen Text für die Frage „{kind}“.",
  seedOf: "Seed {seed}",
  another: "Eine andere",
  verdict: "Urteil",
  moved:
    "Das Modell hat sich geändert, seit diese Frage gestellt wurde. Die Frage bezieht sich nun auf das jetzige Modell; Ihre Antwort wurde nicht bewertet.",
  place: "Frage {number} von {all}",
  score: "{right} von {answered} richtig, insgesamt {all} Fragen",
  answer: "Ihre Antwort",
  tolerance: "richtig bis auf 1 %",
  whole: "eine ganze Zahl",
  check: "Prüfen",
  again: "Zum jetzigen Modell noch einmal fragen",
  on: "Beantwortet bei Schritt {step}. Die Frage zeigt die Zahlen von damals.",
  choose: "Wählen Sie zuerst eine der Antworten.",
  right: "Richtig: {answer}.",
  wrong: "Nicht richtig. Es ist {answer}.",
  way: "Der Weg dorthin",
  previous: "Vorige Frage",
  next: "Nächste Frage",
  curve: "Eine Verlustkurve: {values}",
  line: "Zeilen des Trainingstextes",
  unstored: "Dieser Browser speichert nichts für diese Seite. Ihre Antworten bleiben, bis Sie die Seite schließen.",
});

export const names = translation<typeof englishNames>()({
  training: "die Trainingsmenge",
  validation: "die Validierungsmenge",
  test: "die Testmenge",
  "learn-weights": "die Gewichte zu lernen",
  "make-vocabulary": "das Vokabular zu bilden",
  "choose-rate": "die Lernrate zu wählen",
  "choose-steps": "zu wählen, wann man aufhört",
  report: "das Endergebnis zu berichten",
  extrinsic: "extrinsisch",
  intrinsic: "intrinsisch",
  "word-errors": "die Zahl der Wörter, die eine Spracherkennung falsch versteht,",
  "typing-time": "die Zeit, die das Tippen einer Nachricht braucht,",
  "translation-grade": "die Note, die Menschen einer Übersetzung geben,",
  "validation-perplexity": "die Perplexität auf der Validierungsmenge",
  "bits-per-character": "die Zahl der Bits pro Zeichen auf einem zurückgehaltenen Text",
  "mean-loss": "der mittlere Verlust auf der Testmenge",
  yes: "ja",
  no: "nein",
  "same-all": "ein Netz und ein Trigramm, auf denselben Tokens mit demselben Vokabular",
  "same-seed-apart": "zwei Netze, die sich nur im Seed unterscheiden, auf derselben Validierungsmenge",
  "other-vocabulary": "zwei Modelle mit Vokabularen von 1.000 und 10.000 Wörtern",
  "other-text": "ein Modell auf einem Roman, ein anderes auf einer Zeitung",
  "words-and-characters": "ein Modell für Wörter und ein Modell für Zeichen, pro Token",
  "can-change": "Es kann die Vorhersage ändern.",
  "cannot-change": "Es kann die Vorhersage nicht ändern.",
  "step-lookup": "die Kontextwörter in E nachschlagen und ihre Spalten zu e verbinden",
  "step-affine": "mit W multiplizieren",
  "step-activation": "die Aktivierung anwenden",
  "step-logits": "mit U multiplizieren",
  "step-softmax": "die Softmax anwenden",
  tanh: "tanh",
  sigmoid: "Sigmoid",
  relu: "ReLU",
  "with-biases": "mit Bias-Vektoren b und c",
  "without-biases": "ohne Bias-Vektoren",
  "matrix-E": "E",
  "matrix-W": "W",
  "matrix-U": "U",
  "w-rises": "w steigt",
  "w-falls": "w fällt",
  "neg-log-sum": "negative Log-Likelihood aller Tokens, Nats",
  "mean-nats": "Kreuzentropie, Nats pro Token",
  "mean-bits": "Kreuzentropie, Bits pro Token",
  perplexity: "Perplexität",
  tokens: "vorhergesagte Tokens, Satzenden eingeschlossen",
  largest: "größter Logit",
  "exp-1": "exp(z₁ − größter)",
  "exp-2": "exp(z₂ − größter)",
  "exp-3": "exp(z₃ − größter)",
  sum: "Summe der Exponentialwerte",
  "yhat-1": "ŷ₁",
  "m-after": "m nach dem Schritt",
  "v-after": "v nach dem Schritt",
  "m-hat": "m̂, korrigiert",
  "v-hat": "v̂, korrigiert",
  "theta-after": "θ nach dem Schritt",
  h: "h = tanh(w x)",
  "dz-1": "dz₁",
  dh: "dh",
  da: "da",
  dw: "dw",
  "no-correction": "die Bias-Korrektur fehlt",
  "mean-for-sum": "Mittel und Summe sind verwechselt",
  coupled: "der Weight Decay ging in den Gradienten ein; AdamW wendet ihn auf das Gewicht an",
  "no-shift": "der größte Logit wurde nicht abgezogen",
  "half-shift": "eine verschobene Summe teilt einen unverschobenen Exponentialwert",
  "times-ln-2": "die Umrechnung zwischen Nats und Bits ging in die falsche Richtung",
  "nats-as-bits": "2 wurde mit Nats potenziert; zu Nats gehört e, zu Bits 2",
  "wrong-count": "die Summe wurde durch eine andere Anzahl als die der Tokens geteilt",
  "no-ends": "auch die Satzenden werden vorhergesagt, wurden aber nicht gezählt",
  "no-truth": "das One-Hot-Ziel wurde nicht abgezogen: dz = ŷ − y",
  "no-square": "die Steigung von tanh ist 1 − h², nicht 1 − h",
  "columns-w1": "die der Gewichte in Zeile 1 von W",
  "columns-w2": "die der Gewichte in Zeile 2 von W",
  "columns-w3": "die der Gewichte in Zeile 3 von W",
  "first-column-zero": "die erste Spalte wird null",
  "second-column-zero": "die zweite Spalte wird null",
  "all-zero": "alles wird null",
  "nothing-changes": "nichts",
  "loss-rises": "er steigt",
  "loss-falls": "er fällt",
  "loss-stays": "er bleibt gleich",
  "target-only": "nur den der richtigen Klasse",
  "all-but-target": "alle außer dem der richtigen Klasse",
  "none-of-them": "keinen",
  "all-of-them": "alle",
  "w-11": "w₁₁",
  "w-12": "w₁₂",
  "w-21": "w₂₁",
  "w-22": "w₂₂",
  "w-31": "w₃₁",
  "w-32": "w₃₂",
  "h-1": "verborgene Einheit 1",
  "h-2": "verborgene Einheit 2",
  "still-learns": "ja",
  "gradient-zero": "nein, ihr Gradient wäre null",
  "no-input": "der Faktor x fehlt",
});

export const misses = translation<typeof englishMisses>()({
  sum: "Das ist die Summe.",
  mean: "Das ist das Mittel.",
  product: "Das ist das Produkt.",
  difference: "Das ist die Differenz; gefragt ist ein Faktor.",
  inverse: "Das ist der Kehrwert.",
  sign: "Das Vorzeichen ist falsch.",
  "log-of-sum": "Das ist der Logarithmus der Summe; nehmen Sie die Summe der Logarithmen.",
  "base-10": "Das ist der Logarithmus zur Basis 10.",
  "base-2": "Zu Nats gehört e, nicht 2.",
  "base-e": "Zu Bits gehört 2, nicht e.",
  nats: "Das ist in Nats oder verwendet den natürlichen Logarithmus.",
  bits: "Das ist in Bits.",
  "off-by-one": "Um eins daneben: Der Kontext hat n Wörter, und das vorhergesagte Wort kommt dazu.",
  "no-lengths": "Das ist das Skalarprodukt; teilen Sie durch die Längen.",
  "all-of-w": "Das ist ganz W; gefragt ist, was dazukommt.",
  "one-position": "Das gilt nur für eine Position.",
  "history-only": "Das zählt die Historie; das letzte Wort muss auf sie folgen.",
  "all-pairs": "Teilen Sie durch die Paare, die mit der Historie beginnen, nicht durch alle Paare.",
  types: "Zählen Sie Vorkommen, nicht verschiedene Wörter.",
  "no-smoothing": "Das ist ohne Glättung.",
  "no-size": "Im Nenner wird k einmal für jedes Wort des Vokabulars addiert.",
  swapped: "Die Gewichte sind vertauscht.",
  frequency: "Das ist die Häufigkeit des Wortes. Die Fortsetzung zählt die verschiedenen Wörter davor.",
  "no-discount": "Der Abzug D wurde nicht abgezogen.",
  "no-lower-order": "Der Anteil der niedrigeren Ordnung fehlt.",
  "all-counts": "D wird von jedem verschiedenen Nachfolger abgezogen, nicht von jedem Vorkommen.",
  last: "Das ist der letzte Schritt, nicht der niedrigste Verlust.",
  "one-split": "Zwei Teilmengen werden zurückgehalten.",
  "times-ln-2": "Das multipliziert mit ln 2; teilen Sie.",
  "over-ln-2": "Das teilt durch ln 2; multiplizieren Sie.",
  "log-of-mean": "Das ist der Logarithmus des Mittels; nehmen Sie das Mittel der Logarithmen.",
  points: "Das ist die Differenz in Prozentpunkten der berichtigten Wörter.",
  "over-right": "Das ist relativ zu den berichtigten Wörtern; nehmen Sie die verbleibenden Fehler.",
  "no-log": "Der Logarithmus fehlt.",
  "of-the-percent": "Nehmen Sie den Logarithmus der Wahrscheinlichkeit, nicht des Prozentwerts.",
  arithmetic: "Das ist ein arithmetisches Mittel; die Perplexität nimmt das geometrische.",
  "no-root": "Die Wurzel fehlt: Nehmen Sie das Mittel pro Wort.",
  log: "Das ist ihr Logarithmus: der Verlust.",
  "wrong-count": "Auch das Satzende wird vorhergesagt: Zählen Sie es mit.",
  "no-minus": "Das Minuszeichen im Exponenten fehlt.",
  "all-names": "Das zählt alle Ergebnisse als gleich wahrscheinlich.",
  "all-equal": "Sie sind nicht gleich wahrscheinlich.",
  "all-strings": "Das zählt ganze Zeichenfolgen; die Perplexität gilt pro Ziffer.",
  sizes: "Achten Sie auf die Vorzeichen der Produkte.",
  nothing: "Das ist a selbst: Die Aktivierung fehlt.",
  "no-sum": "Teilen Sie durch die Summe aller Exponentialwerte.",
  "no-exponential": "Berechnen Sie zuerst die Exponentialwerte.",
  times: "Alle Logits zu verschieben ändert nichts.",
  "no-embeddings": "Auch die Einbettungen sind Gewichte.",
  complement: "Der Verlust ist ein Logarithmus, nicht 1 − ŷ.",
  perplexity: "Das ist die Perplexität; der Verlust ist ihr Logarithmus.",
  factor: "Das ist der Faktor; der Verlust sinkt um dessen Logarithmus.",
  "with-target": "Das Zielwort wird nicht gelesen: Es hat keine Spalte in diesem Gradienten.",
  "other-word": "Beim Zielwort ist y gleich 1: Ziehen Sie es ab.",
  target: "Bei einem Wort, das nicht das Zielwort ist, ist y gleich 0.",
  "no-slope": "Die Steigung der Aktivierung fehlt.",
  uphill: "Ein Schritt geht gegen den Gradienten.",
  "no-rate": "Multiplizieren Sie den Gradienten mit der Lernrate.",
  "no-last-batch": "Auch der letzte, kleinere Batch ist ein Schritt.",
  "no-momentum": "Das Momentum fehlt.",
  "no-correction": "Die Bias-Korrektur fehlt.",
  "no-root-v": "Teilen Sie durch die Quadratwurzel von v̂.",
  "decay-sign": "Der Weight Decay macht das Gewicht kleiner.",
  "cut-off": "Das Begrenzen skaliert den ganzen Gradienten mit einem Faktor.",
  "no-clip": "Die Norm liegt über der Grenze: Skalieren Sie den Gradienten.",
  "other-input": "Das ist der Wert der anderen Eingabe.",
  "no-input": "Der Faktor x fehlt.",
});

/** Of the kinds that show a page with one wrong number. */
const wrongWay = ["„{row}“ müsste {right} sein; die Seite sagt {shown}.", "Der Fehler: {mistake}."] as const;

/** The numbers of the Primer's questions, where the Primer does not show them. */
const CLASSIFIER =
  "Ein Netz mit zwei Eingaben und drei Klassen hat x = ({x}) und W = ({W}), Zeile für Zeile, ohne Bias. Klasse {target} ist richtig.";
const HIDDEN =
  "Ein Netz mit zwei Eingaben, zwei tanh-Einheiten und drei Klassen hat x = ({x}), W = ({W}) und U = ({U}), Zeile für Zeile, ohne Bias. Klasse {target} ist richtig.";

export const kinds = translation<typeof englishKinds>()({
  "primer-z": {
    given: CLASSIFIER,
    ask: "Wie groß ist z der Klasse {i}?",
    way: ["z der Klasse {i} ist Zeile {i} von W mal x.", "Das ist {answer}."],
  },
  "primer-yhat": {
    given: CLASSIFIER,
    ask: "Wie groß ist ŷ der Klasse {i}?",
    way: ["z = ({z}).", "ŷ ist exp(z) der Klasse {i}, geteilt durch die Summe aller drei: {answer}."],
  },
  "primer-loss": {
    given: CLASSIFIER,
    ask: "Wie groß ist der Verlust L in Nats?",
    way: ["ŷ = ({yhat}).", "L ist der negative natürliche Logarithmus von ŷ der Klasse {target}: {answer}."],
  },
  "primer-jacobian-diagonal": {
    given: CLASSIFIER,
    ask: "Wie groß ist die Ableitung von ŷ der Klasse {i} nach z derselben Klasse?",
    way: ["ŷ = ({yhat}).", "Sie ist ŷ (1 − ŷ) der Klasse {i}: {answer}."],
  },
  "primer-jacobian-off-diagonal": {
    given: CLASSIFIER,
    ask: "Wie groß ist die Ableitung von ŷ der Klasse {i} nach z der Klasse {j}?",
    way: ["ŷ = ({yhat}).", "Sie ist minus ŷ der Klasse {i} mal ŷ der Klasse {j}: {answer}."],
  },
  "primer-dz": {
    given: CLASSIFIER,
    ask: "Wie groß ist dL/dz der Klasse {j}?",
    way: ["ŷ = ({yhat}).", "Es ist ŷ − y, und y ist 1 für Klasse {target} und 0 für die anderen: {answer}."],
  },
  "primer-dw": {
    given: CLASSIFIER,
    ask: "Wie groß ist dL/dw des Gewichts in Zeile {i}, Spalte {j} von W?",
    way: ["ŷ = ({yhat}).", "Es ist ŷ − y der Klasse {i} mal Eingabe {j}: {answer}."],
  },
  "primer-step": {
    given: CLASSIFIER,
    ask: "Wie groß ist das Gewicht in Zeile {i}, Spalte {j} von W nach einem Schritt Gradientenabstieg mit η = {eta}?",
    way: [
      "ŷ = ({yhat}).",
      "Der Gradient ist ŷ − y der Klasse {i} mal Eingabe {j}.",
      "Der Schritt zieht das η-Fache des Gradienten ab: {answer}.",
    ],
  },
  "primer-sum-yhat": {
    given: CLASSIFIER,
    ask: "Wie groß ist die Summe der drei ŷ?",
    way: ["Softmax teilt jeden Exponentialwert durch die Summe aller: Die Anteile ergeben zusammen {answer}."],
  },
  "primer-sum-dz": {
    given: CLASSIFIER,
    ask: "Wie groß ist die Summe der drei dL/dz?",
    way: ["Die Summe der ŷ ist 1, die der y auch.", "Die Summe der Differenzen ist {answer}."],
  },
  "primer-zeros-of-dz-dw": {
    given: CLASSIFIER,
    ask: "dz/dW hat für jedes Gewicht eine Spalte. Welche Spalten der Zeile {i} können ungleich null sein, was x auch ist?",
    way: ["z der Klasse {i} ist Zeile {i} von W mal x. Kein anderes Gewicht kommt darin vor: {answer}."],
  },
  "primer-x1-zero": {
    given: CLASSIFIER,
    ask: "Was geschieht mit dL/dW (drei Zeilen, zwei Spalten), wenn die erste Eingabe 0 wird?",
    way: ["Jeder Eintrag ist ŷ − y seiner Zeile mal der Eingabe seiner Spalte.", "Mit erster Eingabe 0: {answer}."],
  },
  "primer-shift": {
    given: CLASSIFIER,
    ask: "Was macht der Verlust, wenn zu jedem z 1 addiert wird?",
    way: [
      "Jeder Exponentialwert wird mit e multipliziert, ihre Summe auch.",
      "Die Quotienten bleiben gleich: {answer}.",
    ],
  },
  "primer-raised": {
    given: CLASSIFIER,
    ask: "Welche Logits erhöht ein kleiner Schritt gegen dL/dz?",
    way: ["dL/dz = ŷ − y ist nur dort negativ, wo y gleich 1 ist.", "Der Schritt geht dagegen: {answer}."],
  },
  "primer-largest-dw": {
    given: CLASSIFIER,
    ask: "Welches Gewicht hat den betragsmäßig größten Gradienten (bei Gleichstand das erste)?",
    way: [
      "ŷ = ({yhat}).",
      "Jeder ist ŷ − y seiner Zeile mal der Eingabe seiner Spalte.",
      "Das größte Produkt gehört zu {answer}.",
    ],
  },
  "primer-hidden-a": {
    given: HIDDEN,
    ask: "Wie groß ist a der verborgenen Einheit {i}?",
    way: ["Es ist Zeile {i} von W mal x: {answer}."],
  },
  "primer-hidden-h": {
    given: HIDDEN,
    ask: "Wie groß ist h der verborgenen Einheit {i}?",
    way: ["a ist Zeile {i} von W mal x, und h ist tanh davon: {answer}."],
  },
  "primer-hidden-slope": {
    given: HIDDEN,
    ask: "Wie groß ist die Ableitung von h nach a bei der verborgenen Einheit {i}?",
    way: ["h = ({h}).", "Die Steigung von tanh ist 1 − h², hier von Einheit {i}: {answer}."],
  },
  "primer-hidden-dh": {
    given: HIDDEN,
    ask: "Wie groß ist dL/dh der verborgenen Einheit {j}?",
    way: [
      "ŷ = ({yhat}).",
      "Jede Klasse gibt ŷ − y mal ihrem Gewicht in Spalte {j} von U; addieren Sie die drei: {answer}.",
    ],
  },
  "primer-hidden-da": {
    given: HIDDEN,
    ask: "Wie groß ist dL/da der verborgenen Einheit {j}?",
    way: [
      "ŷ = ({yhat}) und h = ({h}).",
      "dL/dh ist die Summe von ŷ − y mal dem Gewicht in Spalte {j} von U.",
      "Multiplizieren Sie sie mit 1 − h² der Einheit {j}: {answer}.",
    ],
  },
  "primer-hidden-du": {
    given: HIDDEN,
    ask: "Wie groß ist dL/du des Gewichts in Zeile {i}, Spalte {j} von U?",
    way: ["ŷ = ({yhat}) und h = ({h}).", "Es ist ŷ − y der Klasse {i} mal h der Einheit {j}: {answer}."],
  },
  "primer-hidden-dw": {
    given: HIDDEN,
    ask: "Wie groß ist dL/dw des Gewichts in Zeile {i}, Spalte {j} von W?",
    way: [
      "ŷ = ({yhat}) und h = ({h}).",
      "dL/da der Einheit {i} ist die Summe von ŷ − y mal Spalte {i} von U, mal 1 − h².",
      "Multiplizieren Sie es mit Eingabe {j}: {answer}.",
    ],
  },
  "primer-hidden-saturated": {
    given: HIDDEN,
    ask: "Welche verborgene Einheit lässt weniger von ihrem Gradienten durch (bei Gleichstand die erste)?",
    way: [
      "h = ({h}).",
      "Die Steigung von tanh ist 1 − h²: Die Einheit mit dem größeren Betrag von h lässt weniger durch, {answer}.",
    ],
  },
  "primer-hidden-cut": {
    given: HIDDEN,
    ask: "Angenommen, Spalte {i} von U wäre ganz null: Würde Zeile {i} von W noch lernen?",
    way: [
      "dL/dh der Einheit {i} ist eine Summe über Spalte {i} von U.",
      "Mit Nullen dort ist sie 0, und damit auch alles davor: {answer}.",
    ],
  },
  "likeliest-word": {
    ask: "Schätzen Sie zuerst: Welchem dieser Wörter gibt das Modell nach „{context}“ die größte Wahrscheinlichkeit?",
    way: [
      "Das Modell gibt „{word}“ {p}, mehr als jedem der anderen.",
      "Öffnen Sie „Vorhersage“ mit diesem Kontext, um die ganze Liste zu sehen.",
    ],
  },
  "what-is-left": {
    ask: "Nach „{context}“ gibt das Modell den drei wahrscheinlichsten Wörtern ({words}) die Wahrscheinlichkeiten {shares}. Was bekommen die anderen {others} Wörter zusammen?",
    way: ["Alle Wahrscheinlichkeiten ergeben zusammen 1.", "Diese drei haben {sum}, also bleibt 1 − {sum} = {answer}."],
  },
  "is-a-distribution": {
    ask: "Welche dieser Listen ist eine Wahrscheinlichkeitsverteilung?",
    way: [
      "Keine Wahrscheinlichkeit liegt unter 0, und zusammen ergeben sie 1.",
      "{answer} ist die einzige Liste mit beidem.",
    ],
  },
  "product-of-factors": {
    ask: "Das Modell gibt den ersten Wörtern von „{words}“ die Faktoren {factors}. Was ist ihr Produkt?",
    way: ["Die Kettenregel multipliziert: Die ersten beiden ergeben {first}.", "Mal dem dritten Faktor: {answer}."],
  },
  "missing-factor": {
    ask: "„{words}“: Die ersten beiden Faktoren sind {known}, und das Produkt aller drei ist {product}. Was ist der dritte Faktor?",
    way: ["Die ersten beiden ergeben {others}.", "{product} / {others} = {answer}."],
  },
  "sum-of-logs": {
    ask: "Drei Faktoren sind {factors}. Was ist ln P(S), der natürliche Logarithmus ihres Produkts?",
    way: [
      "Das Produkt ist {product}.",
      "Sein natürlicher Logarithmus, also die Summe der drei Logarithmen, ist {answer}.",
    ],
  },
  "falls-by": {
    ask: "In „{words}“ gibt das Modell „{word}“ {before}. Ein anderes Modell gibt ihm {after}, und alle anderen Faktoren sind gleich. Um welchen Faktor sinkt P(S)?",
    way: ["Alle anderen Faktoren kürzen sich.", "{before} / {after} = {answer}."],
  },
  "likelier-order": {
    ask: "Schätzen Sie zuerst: Was von beidem findet das Modell wahrscheinlicher?",
    way: [
      "ln P ist {larger} für das wahrscheinlichere und {smaller} für das andere.",
      "Es ist {ratio}-mal so wahrscheinlich.",
    ],
  },
  "times-as-probable": {
    ask: "Zwei Sätze haben log₁₀ P(S) = {first} und {second}. Wievielmal so wahrscheinlich wie der zweite ist der erste?",
    way: [
      "Differenzen von Logarithmen sind Verhältnisse: {first} − ({second}) = {difference}.",
      "10^{difference} = {answer}.",
    ],
  },
  "possible-ngrams": {
    ask: "Das Vokabular hat {words} Tokens. Wie viele verschiedene {order}-Gramme sind möglich?",
    way: ["An jeder der {order} Stellen kann jedes der {words} Tokens stehen.", "{words}^{order} = {answer}."],
  },
  "what-it-reads": {
    ask: "„{words} ___“: Was liest ein {order}-Gramm-Modell, um das nächste Wort vorherzusagen?",
    way: ["Ein n-Gramm-Modell liest die letzten n − 1 Wörter: hier {back}.", "Das ist „{answer}“."],
  },
  "order-of-the-network": {
    ask: "Das Netz liest {n} Wörter Kontext. Welche Ordnung hat das n-Gramm-Modell mit derselben Annahme?",
    way: ["Ein n-Gramm-Modell der Ordnung k liest k − 1 Wörter.", "{n} Wörter Kontext und das Wort selbst: {answer}."],
  },
  "count-a-bigram": {
    ask: "Wie oft folgt in diesen Zeilen des Trainingstextes „{w}“ auf „{h}“? Zählen Sie nicht über Zeilengrenzen.",
    way: [
      "Gehen Sie jede Zeile durch und zählen Sie jede Stelle, an der „{w}“ direkt auf „{h}“ folgt.",
      "Es sind {answer}.",
    ],
  },
  "count-a-trigram": {
    ask: "Wie oft kommt die Folge „{words}“ in diesen Zeilen vor? Zählen Sie nicht über Zeilengrenzen.",
    way: ["Alle drei Tokens müssen direkt aufeinander folgen.", "Es sind {answer}."],
  },
  "share-of-a-follower": {
    ask: "Nur aus diesen Zeilen und innerhalb der Zeilen: Was ist die Maximum-Likelihood-Schätzung von P({w} | {h})?",
    way: ["Auf „{h}“ folgt {total}-mal etwas und {count}-mal „{w}“.", "{count} / {total} = {answer}."],
  },
  "add-k": {
    ask: "Nur aus diesen Zeilen, mit Add-k-Glättung, k = {k}, und den {size} verschiedenen Tokens dieser Zeilen als Vokabular: Was ist P({w} | {h})?",
    way: [
      "count({h} {w}) = {count}, und auf „{h}“ folgt {total}-mal etwas.",
      "({count} + {k}) / ({total} + {k} · {size}) = {answer}.",
    ],
  },
  interpolation: {
    ask: "Ein Bigramm-Modell gibt einem Wort {high}, ein Unigramm-Modell {low}. Das Bigramm hat das Gewicht λ = {weight}. Was ergibt ihre Interpolation?",
    way: ["Das Unigramm hat das Gewicht 1 − {weight} = {rest}.", "{weight} · {high} + {rest} · {low} = {answer}."],
  },
  continuation: {
    ask: "Was ist in diesen Zeilen die Kneser-Ney-Fortsetzungswahrscheinlichkeit von „{w}“: die Zahl verschiedener Wörter davor, geteilt durch die Zahl verschiedener Bigramme?",
    way: [
      "Vor „{w}“ stehen {before} verschiedene Tokens.",
      "Es gibt {types} verschiedene Bigramme: {before} / {types} = {answer}.",
    ],
  },
  "kneser-ney": {
    ask: "Ein Bigramm kommt {count}-mal vor, seine Historie {total}-mal mit {followers} verschiedenen Nachfolgern. D = {D}, und die niedrigere Ordnung gibt dem Wort {lower}. Was ist die interpolierte Kneser-Ney-Wahrscheinlichkeit?",
    way: [
      "Der Häufigkeit bleibt ({count} − {D}) / {total} = {kept}.",
      "Die Historie gibt {D} · {followers} / {total} = {left} weiter.",
      "{kept} + {left} · {lower} = {answer}.",
    ],
  },
  "left-over": {
    ask: "Welchen Anteil gibt die Historie „{h}“ bei einem Abzug von D = {D} an die niedrigere Ordnung weiter, gezählt in diesen Zeilen?",
    way: [
      "„{h}“ hat {followers} verschiedene Nachfolger an {total} Stellen.",
      "D wird von jedem verschiedenen Nachfolger abgezogen: {D} · {followers} / {total} = {answer}.",
    ],
  },
  "which-curve": {
    ask: "Die Kurve zeigt einen Verlust während des Trainings. Die Überanpassung hat begonnen. Welche Teilmenge ist es?",
    way: [
      "Der Trainingsverlust fällt weiter; der Validierungsverlust kehrt um und steigt.",
      "Dieser ist an seinem Punkt {lowest} am niedrigsten, von 0 gezählt: Es ist {answer}.",
    ],
  },
  "where-to-stop": {
    ask: "Validierungsverluste, einer alle {every} Schritte, der erste bei Schritt {every}: {losses}. Bei welchem Schritt würden Sie aufhören?",
    way: ["Der niedrigste ist {loss}.", "Er wurde bei Schritt {answer} gemessen."],
  },
  "how-many-held-out": {
    ask: "Ein Text hat {sentences} Sätze. {percent} % kommen in die Validierung, {percent} % in den Test. Wie viele bleiben zum Training?",
    way: ["Jede zurückgehaltene Teilmenge hat {held} Sätze.", "{sentences} − 2 · {held} = {answer}."],
  },
  "which-split": {
    ask: "Welche Teilmenge nutzen Sie, um {task}?",
    way: ["Das Training passt an, die Validierung entscheidet, den Test sieht man einmal an.", "Um {task}: {answer}."],
  },
  "nats-to-bits": {
    ask: "Eine Kreuzentropie beträgt {nats} Nats. Wie viele Bits sind das?",
    way: ["Ein Bit sind ln 2 = 0,693 Nats.", "{nats} / 0,693 = {answer}."],
  },
  "bits-to-nats": {
    ask: "Eine Kreuzentropie beträgt {bits} Bits. Wie viele Nats sind das?",
    way: ["Ein Bit sind ln 2 = 0,693 Nats.", "{bits} · 0,693 = {answer}."],
  },
  "entropy-of-words": {
    ask: "Das Modell gibt den Tokens von „{words}“ die Wahrscheinlichkeiten {shares}. Was ist darauf seine Kreuzentropie, in Nats pro Token?",
    way: ["Die negativen natürlichen Logarithmen ergeben zusammen {sum}.", "Geteilt durch 3 Tokens: {answer}."],
  },
  "power-of-ten": {
    ask: "Ein Text von {tokens} Tokens hat einen mittleren Verlust von {mean} Nats. Seine Likelihood ist zehn hoch wie viel?",
    way: ["ln P = −{sum}.", "Teilen Sie durch ln 10 = 2,3026: {answer}."],
  },
  "wrong-entropy": {
    ask: "Ein Modell gibt vier Tokens die Wahrscheinlichkeiten {shares}. Eine Zahl auf dieser Seite ist falsch. Welche?",
    way: wrongWay,
  },
  "extrinsic-or-intrinsic": {
    ask: "Ist {measure} eine extrinsische oder eine intrinsische Bewertung eines Sprachmodells?",
    way: [
      "Extrinsisch: wie gut eine Aufgabe mit dem Modell darin gelingt. Intrinsisch: am Modell allein gemessen.",
      "Also ist es {answer}.",
    ],
  },
  "errors-fall": {
    ask: "Von {typos} Tippfehlern berichtigt eine Korrektur mit einem Modell {first} % und mit einem anderen {second} %. Um wie viel Prozent sinken die verbleibenden Fehler?",
    way: ["Vorher blieben {before} %, nachher bleiben {after} %.", "({before} − {after}) / {before} sind {answer} %."],
  },
  "may-be-compared": {
    ask: "Darf man diese Perplexitäten vergleichen: {pair}?",
    way: ["Perplexitäten sind nur auf denselben Tokens mit demselben Vokabular vergleichbar.", "Also: {answer}."],
  },
  "bits-per-character": {
    ask: "Ein Modell für Wörter hat Perplexität {perplexity}. Ein Wort hat im Mittel {characters} Zeichen, sein Leerzeichen eingeschlossen. Wie viele Bits pro Zeichen sind das?",
    way: ["log₂ {perplexity} = {bits} Bits pro Wort.", "{bits} / {characters} = {answer}."],
  },
  "bits-of-a-stake": {
    ask: "Im Shannon-Spiel setzen Sie {percent} % auf das Wort, das kommt. Wie viele Bits Informationsgehalt sind das?",
    way: ["Die Wahrscheinlichkeit ist {p}.", "−log₂ {p} = {answer}."],
  },
  "perplexity-of-stakes": {
    ask: "In drei Runden setzten Sie diese Prozente auf die Wörter, die kamen: {percents}. Wie groß ist Ihre Perplexität?",
    way: ["Das Produkt der drei Wahrscheinlichkeiten ist {product}.", "Hoch −1/3: {answer}."],
  },
  "uniform-guess": {
    ask: "Ein Modell gibt jedem der {words} Tokens dieses Vokabulars dieselbe Wahrscheinlichkeit. Wie groß ist seine Perplexität?",
    way: ["Die Perplexität zählt gleich wahrscheinliche Möglichkeiten.", "Es sind {answer}."],
  },
  "perplexity-of-bits": {
    ask: "Eine Kreuzentropie beträgt {bits} Bits. Wie groß ist die Perplexität?",
    way: ["Bei Bits ist die Basis 2.", "2^{bits} = {answer}."],
  },
  "perplexity-of-nats": {
    ask: "Ein Verlust beträgt {nats} Nats. Wie groß ist die Perplexität?",
    way: ["Bei Nats ist die Basis e.", "e^{nats} = {answer}."],
  },
  "perplexity-of-a-sentence": {
    ask: "Das Modell gibt „{words}“ P(S) = {p}, in {count} Vorhersagen (das Satzende zählt mit, wo es eines gibt). Wie groß ist seine Perplexität darauf?",
    way: ["Die Perplexität ist P(S)^(−1/N) mit N = {count}.", "{p}^(−1/{count}) = {answer}."],
  },
  "wrong-perplexity": {
    ask: "Ein Modell wurde auf {sentences} Sätzen mit je {words} Wörtern ausgewertet. Eine Zahl auf dieser Seite ist falsch. Welche?",
    way: wrongWay,
  },
  "bits-saved": {
    ask: "Ein Modell hat Perplexität {high}, ein anderes {low} auf denselben Tokens. Wie viele Bits pro Token spart das zweite?",
    way: ["{high} / {low} = {ratio}.", "log₂ {ratio} = {answer}."],
  },
  "best-of-three": {
    ask: "Drei Modelle wurden auf denselben Tokens gemessen, jedes in einer anderen Einheit. Welches ist das beste?",
    way: ["In Nats haben sie {nats}, in der Reihenfolge der Liste.", "Das niedrigste ist das beste: {answer}."],
  },
  switchboard: {
    ask: "Operator, Sales und Support bekommen je ein Viertel der Anrufe; {names} Namen teilen sich das letzte Viertel gleichmäßig. Wie groß ist die Perplexität des nächsten Anrufs?",
    way: [
      "Jeder Name hat die Wahrscheinlichkeit 1 / {each}.",
      "3 · ¼ · log₂ 4 + ¼ · log₂ {each} = {bits} Bits.",
      "2^{bits} = {answer}.",
    ],
  },
  "branching-of-shares": {
    ask: "Drei Wörter haben die Wahrscheinlichkeiten {shares}. Wie groß ist die Perplexität dieser Verteilung?",
    way: ["Ihre Entropie −Σ p log₂ p beträgt {bits} Bits.", "2^{bits} = {answer}."],
  },
  digits: {
    ask: "Eine Quelle schreibt Zeichenfolgen aus {length} Symbolen. Jedes Symbol ist eines von {digits}, alle gleich wahrscheinlich. Wie groß ist ihre Perplexität pro Symbol?",
    way: [
      "Die Perplexität gilt pro Symbol, wie lang die Folge auch ist.",
      "Es gibt {answer} gleich wahrscheinliche Möglichkeiten.",
    ],
  },
  "which-comes-next": {
    ask: "Was kommt im Vorwärtsdurchlauf direkt nach diesem Schritt: {step}?",
    way: ["Die fünf Schritte: nachschlagen und verbinden, W, Aktivierung, U, Softmax.", "Als Nächstes: {answer}."],
  },
  "length-of-e": {
    ask: "Dieses Netz liest {n} Wörter mit Einbettungen aus {d} Werten. Wie lang ist e?",
    way: ["Die Spalten werden aneinandergehängt.", "{n} · {d} = {answer}."],
  },
  "row-times-e": {
    ask: "Eine Zeile von W ist ({row}), und e ist ({e}). Was ist dieser Eintrag von a = W e?",
    way: ["Die Produkte sind {terms}.", "Ihre Summe ist {answer}."],
  },
  bend: {
    ask: "Eine verborgene Einheit hat a = {a}. Was ist h mit {activation}?",
    way: ["Wenden Sie {activation} auf {a} an.", "h = {answer}."],
  },
  softmax: {
    ask: "Die Logits sind {z}. Was ist die Wahrscheinlichkeit Nummer {at} der Softmax?",
    way: [
      "Die Exponentialwerte sind {e}; ihre Summe ist {sum}.",
      "Exponentialwert Nummer {at} geteilt durch die Summe: {answer}.",
    ],
  },
  "shifted-softmax": {
    ask: "Für die Logits {z} ist die erste Wahrscheinlichkeit {before}. Nun wird zu jedem Logit {shift} addiert. Was ist die erste Wahrscheinlichkeit?",
    way: [
      "Jeder Exponentialwert und damit ihre Summe wird mit derselben Zahl multipliziert.",
      "Nichts ändert sich: {answer}.",
    ],
  },
  "wrong-softmax": {
    ask: "Die Softmax der Logits {z}, auf die stabile Art berechnet. Eine Zahl auf dieser Seite ist falsch. Welche?",
    way: wrongWay,
  },
  "count-parameters": {
    ask: "|V| = {words}, n = {n}, d = {d}, H = {H}, {biases}. Wie viele Gewichte lernt das Netz?",
    way: ["E hat {E}, W hat {W}, U hat {U}, Bias-Vektoren {bias}.", "Zusammen: {answer}."],
  },
  "which-shape": {
    ask: "|V| = {words}, n = {n}, d = {d}, H = {H}. Welche Form hat {matrix}, als Zeilen und Spalten?",
    way: ["E ist d × |V|, W ist H × n·d, U ist |V| × H.", "Also hat {matrix} {answer}."],
  },
  "largest-matrix": {
    ask: "|V| = {words}, n = {n}, d = {d}, H = {H}. Welche Matrix hat die meisten Gewichte?",
    way: ["E, W und U haben {sizes} Gewichte.", "Die größte ist {answer}."],
  },
  "loss-of-an-example": {
    ask: "Nach „{context}“ kam das Wort „{target}“, und das Modell hatte ihm {p} gegeben. Wie groß ist der Verlust in Nats?",
    way: ["L = −ln ŷ[target].", "−ln {p} = {answer}."],
  },
  "first-loss": {
    ask: "Vor jedem Training gibt das Netz allen {words} Tokens etwa dieselbe Wahrscheinlichkeit. Wie groß ist sein erster Verlust in Nats?",
    way: ["Jedes Token hat etwa {p}.", "−ln {p} = ln {words} = {answer}."],
  },
  "loss-falls-by": {
    ask: "Nach „{context}“ hebt das Training die Wahrscheinlichkeit des Zielworts „{target}“ von {p} auf {after}. Um wie viele Nats sinkt sein Verlust?",
    way: ["Die Wahrscheinlichkeit ist {factor}-mal so groß.", "ln {factor} = {answer}."],
  },
  "which-column-changes": {
    ask: "Schätzen Sie zuerst: ein einfacher SGD-Schritt auf „{context}“ → „{target}“. Zu welchem dieser Wörter ändert sich die Spalte von E?",
    way: [
      "Nur gelesene Spalten bekommen einen Gradienten. Das Zielwort wird in diesem Beispiel nicht gelesen.",
      "„{word}“ steht im Kontext.",
    ],
  },
  "how-many-columns": {
    ask: "Ein Beispiel: „{context}“ → „{target}“. Wie viele der {words} Spalten von dE sind höchstens nicht null?",
    way: ["Jedes verschiedene Token des Kontexts hat eine Spalte.", "Es sind {answer}."],
  },
  "dz-of-the-target": {
    ask: "Nach „{context}“ gibt das Modell dem Zielwort „{target}“ {p}. Was ist dz beim Zielwort?",
    way: ["dz = ŷ − y, und y ist beim Zielwort 1.", "{p} − 1 = {answer}."],
  },
  "dz-of-another": {
    ask: "Nach „{context}“ ist das Zielwort „{target}“. Das Modell gibt „{word}“ {p}. Was ist dz bei „{word}“?",
    way: ["dz = ŷ − y, und y ist bei jedem anderen Wort 0.", "Also ist dz gleich ŷ: {answer}."],
  },
  "an-entry-of-du": {
    ask: "Beim Zielwort „{target}“ ist dz {dz}, und die verborgene Einheit {unit} hat h = {h}. Was ist dU in der Zeile des Zielworts und der Spalte dieser Einheit?",
    way: ["dU = dz hᵀ: Jeder Eintrag ist ein Produkt.", "{dz} · {h} = {answer}."],
  },
  "through-the-bend": {
    ask: "Die verborgene Einheit {unit} hat h = {h} und dh = {dh}. Die Aktivierung ist {activation}. Was ist da?",
    way: ["Die Steigung von {activation} ist dort {slope}.", "{dh} · {slope} = {answer}."],
  },
  "grows-by-word": {
    ask: "n = {n}, d = {d}, H = {H}, |V| = {words}. Wie viele Gewichte kommen hinzu, wenn das Netz ein Wort mehr liest?",
    way: [
      "Nur W wächst, um einen Block von H × d. Zähltabellen könnten {words}-mal so groß werden.",
      "{H} · {d} = {answer}.",
    ],
  },
  "nearest-column": {
    ask: "Schätzen Sie zuerst: Welches dieser Wörter hat die Spalte von E, die der von „{word}“ nach dem Kosinus am nächsten ist?",
    way: [
      "„{nearest}“ hat den Kosinus {cosine}.",
      "Wörter, die ähnlich gebraucht werden, liegen nach dem Training nahe beieinander.",
    ],
  },
  cosine: {
    ask: "Was ist der Kosinus des Winkels zwischen ({a}) und ({b})?",
    way: ["Das Skalarprodukt ist {dot}, das Produkt der Längen {lengths}.", "{dot} / {lengths} = {answer}."],
  },
  "outside-the-window": {
    ask: "Das Netz liest n = {n} Wörter. Sie ändern das Wort {back} Stellen vor dem vorhergesagten. Was kann das an der Vorhersage ändern?",
    way: ["Das Fenster reicht {n} Stellen zurück.", "{answer}"],
  },
  "products-per-token": {
    ask: "d = {d}, H = {H}, und W wird verbreitert, um {n} Wörter zu lesen. Wie viele Multiplikationen braucht W e für jedes vorhergesagte Token?",
    way: ["W ist H × n·d, eine Multiplikation je Gewicht.", "{H} · {n} · {d} = {answer}."],
  },
  "sgd-update": {
    ask: "Ein Gewicht ist θ = {theta}, sein Gradient {gradient}, die Lernrate {rate}. Wie groß ist es nach einem einfachen SGD-Schritt?",
    way: [
      "Der Schritt ist {rate} · {gradient} = {step}, und er geht gegen den Gradienten.",
      "{theta} − {step} = {answer}.",
    ],
  },
  "batch-gradient": {
    ask: "Vier Beispiele eines Minibatches geben einem Gewicht die Gradienten {gradients}. Was ist der Gradient des Batch-Verlusts, der ein Mittel ist?",
    way: ["Ihre Summe ist {sum}.", "{sum} / 4 = {answer}."],
  },
  "steps-of-an-epoch": {
    ask: "Es gibt {examples} Trainingsbeispiele, und die Batchgröße ist {batch}. Wie viele Schritte hat eine Epoche, den letzten, kleineren Batch eingeschlossen?",
    way: ["{examples} / {batch} = {quotient}.", "Aufgerundet: {answer}."],
  },
  "momentum-update": {
    ask: "θ = {theta}, v = {v}, Gradient {gradient}, Lernrate {rate}, Momentum 0,9. Was ist θ nach v ← 0,9 v + Gradient und θ ← θ − Lernrate · v?",
    way: ["v wird zu {after}.", "{theta} − {rate} · {after} = {answer}."],
  },
  "adamw-update": {
    ask: "θ = {theta}, Gradient {gradient}, m = {m}, v = {v}, dies ist Aktualisierung Nummer {t}. Lernrate {rate}, Weight Decay {decay}, β₁ = 0,9, β₂ = 0,999, ε ≈ 0. Was ist θ nach einem AdamW-Schritt?",
    way: [
      "m wird zu {m-after}, v zu {v-after}.",
      "Korrigiert: m̂ = {m-hat}, v̂ = {v-hat}.",
      "Der Weight Decay lässt {kept} von θ übrig.",
      "{kept} − {rate} · m̂ / √v̂ = {answer}.",
    ],
  },
  "wrong-adamw": {
    ask: "Ein AdamW-Schritt: θ = {theta}, Gradient {gradient}, m = {m}, v = {v} vor Aktualisierung Nummer {t}, Lernrate {rate}, Weight Decay {decay}, β₁ = 0,9, β₂ = 0,999. Eine Zahl auf dieser Seite ist falsch. Welche?",
    way: wrongWay,
  },
  clip: {
    ask: "Ein Gradient ist ({gradient}). Er wird auf die Norm {clip} begrenzt. Was ist dann sein erster Eintrag?",
    way: ["Seine Norm ist {norm}, daher wird er mit {factor} skaliert.", "Der erste Eintrag wird {answer}."],
  },
  "dz-by-hand": {
    ask: "ŷ = ({yhat}), und Klasse {target} ist das Ziel. Was ist dz bei Klasse {at}?",
    way: ["dz = ŷ − y, und y ist dort {y}.", "dz = {answer}."],
  },
  "dw-by-hand": {
    ask: "z = W x, ŷ = ({yhat}), Klasse 1 ist das Ziel, x = ({x}). Was ist dW in Zeile {i}, Spalte {j}?",
    way: ["dz in Zeile {i} ist {dz}.", "Mal der Eingabe von Spalte {j}: {answer}."],
  },
  "dh-by-hand": {
    ask: "Die Spalte von U zu einer verborgenen Einheit ist ({column}), und dz = ({dz}). Was ist dh dieser Einheit?",
    way: ["dh = Uᵀ dz: Die Produkte sind {terms}.", "Ihre Summe ist {answer}."],
  },
  "chain-to-w": {
    ask: "h = tanh(w x), p = sigmoid(u h), L = −ln p, mit x = {x}, w = {w}, u = {u}. Was ist dL/dw, auf drei Stellen?",
    way: [
      "h = {h}, p = {p}, L = {loss}.",
      "d am Logit: p − 1 = {dz}. Mal u: dh = {dh}. Die Steigung 1 − h² ist {slope}.",
      "{dh} · {slope} · {x} = {answer}.",
    ],
  },
  "which-way": {
    ask: "Schätzen Sie zuerst: h = tanh(w x), p = sigmoid(u h), L = −ln p, mit x = {x}, w = {w}, u = {u}. In welche Richtung bewegt ein Schritt Gradientenabstieg w?",
    way: [
      "dL/dw = {gradient}, und ein Schritt geht dagegen.",
      "Der Verlust geht bei einer Lernrate von 0,1 von {before} auf {after}.",
    ],
  },
  "wrong-backward": {
    ask: "h = tanh(w x), z = u h, Softmax, Klasse 1 ist das Ziel; x = {x}, w = {w}, u = ({u}). Eine Zahl auf dieser Seite ist falsch. Welche?",
    way: wrongWay,
  },
});
