import type { primer as english } from "../primer.ts";
import { translation } from "../translation.ts";

export const primer = translation<typeof english>()({
  lead: "Backpropagation (Fehlerrückführung) an einem Netz, das klein genug ist, um es ganz auszuschreiben. Ändern Sie eine beliebige Zahl: Alles andere wird neu berechnet, in 64-Bit-Gleitkommazahlen. „Schritt“ zeigt dasselbe am vollen Modell.",
  partsLabel: "Teile der Grundlagen",
  parts: [
    { name: "Graph", title: "Der Berechnungsgraph" },
    { name: "Vorwärts", title: "Vorwärts: von x bis zum Verlust" },
    { name: "Rückwärts", title: "Rückwärts: jede Ableitung als die Matrix, die sie ist" },
    { name: "Ein Schritt", title: "Ein Schritt Gradientenabstieg" },
    { name: "Verborgene Schicht", title: "Ein Glied mehr: eine verborgene Schicht" },
    { name: "Testen Sie sich", title: "Testen Sie sich" },
  ],
  aspects: "Das Netz mit verborgener Schicht, Teil für Teil",
  model:
    "Zwei Eingaben, drei Klassen: z = W x, ŷ = softmax(z), L = −Σ yᵢ log ŷᵢ, mit y als One-Hot-Vektor. Dieses W hat die Rolle von U im vollen Modell: Seine Zeilen bewerten die Klassen wie die Zeilen von U die Wörter.",
  hidden:
    "Zwei Eingaben, zwei verborgene Einheiten mit tanh, drei Klassen: a = W x, h = tanh(a), z = U h. Die Kette bekommt ein Glied mehr und der Rückwärtsdurchlauf da = dh · (1 − h²), Element für Element. Die Buchstaben sind die des vollen Modells; nur seine Einbettungen E fehlen.",
  numbers: {
    title: "Die Zahlen",
    label: "Die Zahlen: {network}",
    network: { classifier: "linearer Klassifikator", hidden: "Netz mit verborgener Schicht" },
    lead: "Sie können alle ändern.",
    about: {
      classifier: { x: "die Eingabe, 2 × 1", W: "die Gewichte, 3 × 2", U: "", y: "das Ziel, One-Hot, 3 × 1" },
      hidden: {
        x: "die Eingabe, 2 × 1",
        W: "verborgene Gewichte, 2 × 2",
        U: "Ausgabegewichte, 3 × 2",
        y: "das Ziel, One-Hot, 3 × 1",
      },
    },
    target: "Zielklasse",
    class: "Klasse {k}",
    stays: "Bis Sie das berichtigen, wird alles mit den letzten gültigen Werten berechnet.",
    first: "Anfangszahlen",
    underflow: "Zahlen mit Unterlauf",
  },
  matrix: {
    title: "{name} und folgende, {rows} mal {columns}",
    cell: "{name} ist {value}",
    origin: "Woher die Zahl kommt",
    point:
      "Zeigen Sie auf eine Zahl, oder gehen Sie mit den Pfeiltasten über die Zellen, um hier zu sehen, wie sie berechnet wurde. Die Zahlen, aus denen sie stammt, leuchten auf.",
  },
  graph: {
    label: "Der Berechnungsgraph",
    before:
      "Gestrichelte Kästen sind gegeben; die anderen werden erst berechnet. Drücken Sie „Nächster Schritt“ oder die rechte Pfeiltaste.",
  },
  walk: {
    classifier: {
      z: {
        title: "Mit W multiplizieren",
        prose:
          "Jede Klasse multipliziert die zwei Eingaben mit ihrer eigenen Zeile von W und summiert. Im Sprachmodell tut das U.",
        spoken: "z i ist w i 1 mal x 1 plus w i 2 mal x 2.",
      },
      dW: {
        title: "Zurück zu den Gewichten",
        prose: "Der Gradient eines Gewichts ist der Fehler seiner Klasse mal der Eingabe, die es multipliziert hat.",
        spoken: "Die Ableitung von L nach w i j ist y Dach i minus y i, mal x j.",
      },
      yhat: {
        title: "Softmax",
        prose: "Jeder Logit wird zu einer positiven Zahl, und zusammen ergeben sie 1.",
        spoken: "y Dach i ist e hoch z i, geteilt durch die Summe von e hoch z k über alle Klassen.",
      },
      L: {
        title: "Verlust",
        prose:
          "Nur der Summand der Zielklasse bleibt, weil y sonst null ist. Je weniger wahrscheinlich das Ziel, desto größer der Verlust.",
        spoken: "L ist minus die Summe von y i mal dem Logarithmus von y Dach i.",
      },
      dyhat: {
        title: "Zurück durch den Verlust",
        prose:
          "Der Verlust hängt nur von der Wahrscheinlichkeit des Ziels ab. Je kleiner sie ist, desto steiler die Steigung.",
        spoken: "Die Ableitung von L nach y Dach i ist minus y i geteilt durch y Dach i.",
      },
      dz: {
        title: "Zurück durch die Softmax",
        prose: "Eine Zeile aus drei Werten mal einer Drei-mal-drei-Matrix fällt zu Vorhersage minus Ziel zusammen.",
        spoken: "Die Ableitung von L nach z ist diese Zeile mal der Jacobi-Matrix der Softmax, also y Dach minus y.",
      },
    },
    hidden: {
      a: {
        title: "Mit W multiplizieren",
        prose: "Jede verborgene Einheit multipliziert die zwei Eingaben mit ihrer eigenen Zeile von W.",
        spoken: "a i ist w i 1 mal x 1 plus w i 2 mal x 2.",
      },
      h: {
        title: "tanh anwenden",
        prose:
          "tanh bildet die Summe auf den Bereich von −1 bis 1 ab. Ohne diese Nichtlinearität wären zwei Schichten nicht mehr als eine.",
        spoken: "h i ist der Tangens hyperbolicus von a i.",
      },
      z: {
        title: "Mit U multiplizieren",
        prose: "Jede Klasse multipliziert die verborgenen Einheiten mit ihrer eigenen Zeile von U.",
        spoken: "z i ist u i 1 mal h 1 plus u i 2 mal h 2.",
      },
      dU: {
        title: "Zurück zu U",
        prose: "Wie beim Klassifikator, mit den verborgenen Einheiten als Eingaben.",
        spoken: "Die Ableitung von L nach u i j ist y Dach i minus y i, mal h j.",
      },
      dh: {
        title: "Zurück zu den verborgenen Einheiten",
        prose: "Jede verborgene Einheit sammelt die Fehler aller drei Klassen, gewichtet mit ihren Gewichten in U.",
        spoken: "Die Ableitung von L nach h ist U transponiert mal der Ableitung von L nach z.",
      },
      da: {
        title: "Zurück durch tanh",
        prose:
          "Das neue Glied: Was zurückkommt, wird mit der Steigung von tanh skaliert, die bei einer gesättigten Einheit fast null ist.",
        spoken: "Die Ableitung von L nach a i ist die nach h i, mal eins minus h i Quadrat.",
      },
      dW: {
        title: "Zurück zu W",
        prose:
          "Der Gradient eines Gewichts ist die Ableitung seiner Einheit mal der Eingabe, die es multipliziert hat.",
        spoken: "Die Ableitung von L nach w i j ist die nach a i, mal x j.",
      },
      yhat: {
        title: "Softmax",
        prose: "Jeder Logit wird zu einer positiven Zahl, und zusammen ergeben sie 1.",
        spoken: "y Dach i ist e hoch z i, geteilt durch die Summe von e hoch z k über alle Klassen.",
      },
      L: {
        title: "Verlust",
        prose:
          "Nur der Summand der Zielklasse bleibt, weil y sonst null ist. Je weniger wahrscheinlich das Ziel, desto größer der Verlust.",
        spoken: "L ist minus die Summe von y i mal dem Logarithmus von y Dach i.",
      },
      dyhat: {
        title: "Zurück durch den Verlust",
        prose:
          "Der Verlust hängt nur von der Wahrscheinlichkeit des Ziels ab. Je kleiner sie ist, desto steiler die Steigung.",
        spoken: "Die Ableitung von L nach y Dach i ist minus y i geteilt durch y Dach i.",
      },
      dz: {
        title: "Zurück durch die Softmax",
        prose: "Eine Zeile aus drei Werten mal einer Drei-mal-drei-Matrix fällt zu Vorhersage minus Ziel zusammen.",
        spoken: "Die Ableitung von L nach z ist diese Zeile mal der Jacobi-Matrix der Softmax, also y Dach minus y.",
      },
    },
  },
  forward: {
    groups: {
      a: { title: "Jede verborgene Einheit gewichtet die Eingaben", text: "Jede Einheit hat ihre eigene Zeile von W." },
      h: {
        title: "tanh wird auf die Summen angewandt",
        text: "Was auch hineingeht, das Ergebnis liegt zwischen −1 und 1.",
      },
      z: {
        title: "Jede Klasse gewichtet die verborgenen Einheiten",
        text: "Jede Klasse hat ihre eigene Zeile von U.",
      },
      zx: {
        title: "Jede Klasse gewichtet die Eingaben",
        text: "Jede Klasse hat ihre eigene Zeile von W, hier ausgeschrieben.",
      },
      m: {
        title: "Exponentialwerte und ihre Summe",
        text: "Zuerst wird das größte z abgezogen. Die Quotienten bleiben gleich, und kein Exponentialwert kann überlaufen.",
      },
      yhat: {
        title: "Softmax",
        text: "Jeder Exponentialwert wird durch die Summe geteilt. Das Ergebnis sind drei Wahrscheinlichkeiten mit der Summe 1.",
      },
      L_yhat: {
        title: "Der Verlust nach seiner Definition",
        text: "y ist für jede andere Klasse null, daher bleibt nur der Summand der Zielklasse. Der Logarithmus ist der natürliche, der Verlust also in Nats.",
      },
      L: {
        title: "Derselbe Verlust, aus z berechnet",
        text: "So rechnet der Rechenkern. Der Verlust bleibt auch dann endlich, wenn ŷ so klein ist, dass es auf null gerundet wird.",
      },
    },
  },
  backward: {
    lead: "Die Kettenregel multipliziert eine Ableitung je Pfeil, vom Verlust zurück. Hier ist nichts abgekürzt: Jede Ableitung ist eine ganze Matrix, links mit Symbolen, rechts mit Zahlen.",
    chain: "Die Kette bis {of}",
    toolbar: "Von links multiplizieren",
    multiply: "Die ersten beiden multiplizieren",
    undo: "Rückgängig",
    allFactors: "Alle {count} Matrizen, noch nichts multipliziert.",
    multiplied: "{left} mal {right} ergibt {result}. Multiplikation {done} von {most}.",
    collapse: "Das Produkt fällt zusammen",
    product: "Produkt der Matrizen",
    short: "Kurzform",
    equal: "Gleich bis zur letzten gezeigten Stelle.",
    unequal: "Sie unterscheiden sich in den markierten Stellen, die das Produkt durch Rundung verloren hat.",
    failed: "Das Produkt scheitert: Unendlich mal null ist keine Zahl. Die Kurzform scheitert nicht.",
    folded: "Zeile für Zeile gelesen ist die Kurzform der Gradient in der Form von {of}, {rows} × 2:",
    underflow:
      "Ein ŷ ist so klein, dass daraus durch Unterlauf null wird. In dL/dŷ steht es im Nenner: Die Ableitung wird unendlich, und die Jacobi-Matrix hat dort eine Null. Unendlich mal null ist keine Zahl, daher scheitert das Produkt der Matrizen. ŷ − y kommt ohne beides aus und stimmt. Deshalb fasst man Softmax und Verlust zu einer Operation zusammen.",
    showUnderflow: "Zeigen, wo ŷ durch Unterlauf zu null wird",
    showFirst: "Zurück zu den Anfangszahlen",
    twoChains:
      "Es gibt zwei Kettenregeln. Die hier verwendete stammt aus der Analysis: Sie multipliziert Ableitungen entlang eines Weges. Die in einem Sprachmodell stammt aus der Wahrscheinlichkeitsrechnung: Sie multipliziert die bedingten Wahrscheinlichkeiten aufeinanderfolgender Wörter.",
  },
  sizes: {
    title: "Warum niemand diese Matrizen aufbaut",
    lead: "Für ein Beispiel im Modell der anderen Räume: |V| = {V} Wörter, H = {H} verborgene Einheiten, n·d = {n}·{d} = {nd} Eingaben.",
    matrix: "Matrix",
    shape: "Form",
    numbers: "ihre Zellen",
    short: "Aufwand der Kurzform",
    instead: {
      jacobian: "eine Subtraktion: ŷ − y",
      dzdU: "{count} Produkte: (ŷ − y) hᵀ",
      dzdh: "{count} Produkte: Uᵀ(ŷ − y); diese Matrix ist U selbst",
      dhda: "H Produkte: dh · (1 − h²)",
      dadW: "{count} Produkte: da eᵀ",
    },
  },
  descent: {
    lead: "Der Gradient zeigt dorthin, wo der Verlust am schnellsten steigt. Ein Schritt geht in die Gegenrichtung, und η sagt, wie weit. Die Kurve zeigt den Verlust entlang dieser Richtung, bis zum doppelten Schritt.",
    slider: "η, die Schrittweite",
    eta: "η",
    before: "Verlust davor",
    after: "Verlust danach",
    better: "Der Schritt ging abwärts.",
    worse: "Der Schritt ging zu weit: Der Verlust ist höher als zuvor.",
    same: "Der Verlust bleibt, wie er ist.",
    curve: "Der Verlust entlang des Schritts: {before} Nats davor, {after} nach einem Schritt mit {eta}.",
    lossAxis: "Verlust, Nats",
    etaAxis: "η",
    never:
      "Bei einem Beispiel und einer linearen Schicht fällt diese Kurve nur: Von den drei Klassen hat nur das Ziel ein negatives dL/dz, daher ist kein Schritt gegen den Gradienten zu lang. Mit einer verborgenen Schicht ist das möglich.",
    toHidden: "Dort einen zu weiten Schritt sehen",
  },
  check: {
    lead: "Fragen zu den jetzigen Zahlen beider Netze. Eine falsche Antwort zeigt den Weg zur richtigen. Es zählt nur Ihre erste Antwort auf jede Frage.",
    seed: "Seed",
    sow: "Diesen Seed verwenden",
    seedNote: "Derselbe Seed und dieselben Zahlen stellen allen dieselben Fragen. Die Adresse enthält den Seed.",
    scoreLabel: "Ergebnis",
    score: "{right} von {answered} beantworteten richtig, insgesamt {all} Fragen.",
    place: "Frage {number} von {all}, {network}",
    network: { classifier: "linearer Klassifikator", hidden: "verborgene Schicht" },
    answer: "Ihre Antwort",
    tolerance: "richtig bis auf ±{tolerance}",
    choose: "Wählen Sie eine der Antworten oben.",
    check: "Prüfen",
    previous: "Vorige Frage",
    next: "Nächste Frage",
    verdictLabel: "Urteil",
    right: "Richtig: {expected}.",
    wrong: "Nicht richtig. Es ist {expected}.",
    way: "Der Weg dorthin",
  },
});
