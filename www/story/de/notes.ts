import type { handout as englishHandout, notes as englishNotes } from "../notes.ts";
import { translation } from "../translation.ts";

export const notes = translation<typeof englishNotes>()({
  title: "Hinweise für Lehrende",
  lead: "Ein Abschnitt für jedes Kapitel der Vorlesung: was Sie zeigen, wie lange es dauert und was Studierende falsch verstehen.",
  total: { one: "{count} Kapitel, {minutes} Minuten", other: "{count} Kapitel, {minutes} Minuten" },
  section: "{number}. {title}",
  minutes: { one: "{count} Minute", other: "{count} Minuten" },
  show: "Zeigen",
  wrong: "Was Studierende falsch verstehen",
  before: "Vor der Vorlesung",
  beforeList: [
    "Öffnen Sie die Seite einmal auf dem Rechner des Hörsaals. Danach geht sie auch ohne Netzverbindung.",
    "Drücken Sie „Präsentieren“ und probieren Sie den Presenter aus: Bild ab und Bild auf wechseln das Kapitel.",
    "Bereiten Sie für die Geräte der Studierenden einen Link mit den Kapiteln vor, die Sie lehren.",
    "Drucken Sie das Handout des Modells, das Sie zeigen, falls der Projektor ausfällt.",
  ],
  chapters: {
    "language-model": {
      show: [
        "Tippen Sie in „Vorhersage“ einen Anfang vom Bauernhof ein. Fragen Sie nach dem nächsten Wort, bevor Sie die Liste lesen.",
        "Klicken Sie Wörter an, bis ein Satz entstanden ist. Zeigen Sie auf die Balken: eine Verteilung für jeden Kontext.",
      ],
      wrong: [
        "„Das Modell weiß, was wahr ist.“ Es weiß, was folgt. Tippen Sie einen falschen, aber üblichen Anfang ein.",
        "„Es wählt das beste Wort.“ Es gibt jedem Wort eine Wahrscheinlichkeit; das Wählen ist ein zweiter Schritt.",
      ],
    },
    "chain-rule": {
      show: [
        "Öffnen Sie in „Messung“ die Kettenregel mit einem kurzen Satz. Lesen Sie die Faktoren von links nach rechts vor.",
        "Hängen Sie ein Wort an und sehen Sie zu, wie das Produkt fällt.",
      ],
      wrong: [
        "„Die Kettenregel ist eine Näherung.“ Sie ist exakt. Die Näherung ist das Kürzen der Historie, und das kommt später.",
        "Manche vergessen das Satzende. Ohne seinen Faktor hätten die Sätze aller Längen keine gemeinsame Verteilung.",
      ],
    },
    "why-it-matters": {
      show: [
        "Sagen Sie „I saw a van“ und „eyes awe of an“ schnell und lassen Sie aufschreiben, was man hört.",
        "Vergleichen Sie im zweiten Feld der Kettenregel einen Satz mit seinen Wörtern in umgekehrter Reihenfolge.",
      ],
      wrong: [
        "„Unwahrscheinlich heißt falsch.“ Ein langer Satz ist unwahrscheinlich, so gut er auch ist. Vergleichen Sie gleich lange Sätze.",
      ],
    },
    markov: {
      show: [
        "Streichen Sie in den Faktoren eines Satzes die Wörter durch, die ein n-Gramm nicht sieht.",
        "Vergleichen Sie bei den n-Grammen, wie viele es geben könnte und wie viele vorkamen.",
      ],
      wrong: [
        "„Ein Trigramm liest drei Wörter.“ Es liest zwei und sagt das dritte vorher.",
        "„Das Netz hat diese Grenze nicht.“ Sein Fenster ist ebenso fest; nur was darin geschieht, ist anders.",
      ],
    },
    "maximum-likelihood": {
      show: [
        "Zählen Sie ein Bigramm von Hand an der Tafel und finden Sie denselben Bruch auf der Seite.",
        "Schalten Sie die Glättung aus. Die Validierungsperplexität hat keinen endlichen Wert, und die Seite sagt, warum.",
      ],
      wrong: [
        "Es wird durch alle Tokens geteilt statt durch die mit dieser Historie.",
        "„Eine Null ist nur ein kleiner Fehler.“ Eine Null macht das ganze Produkt zu null.",
      ],
    },
    "cross-entropy": {
      show: [
        "Folgen Sie in „Verlust und Likelihood“ einer Zahl durch ihre Formen: Produkt, Logarithmus, Vorzeichen, Mittel.",
        "Lesen Sie den Exponenten des Produkts vor. Seinetwegen rechnen alle mit Logarithmen.",
      ],
      wrong: [
        "Nats und Bits werden vermischt: Nats teilt man durch ln 2.",
        "„Größte Likelihood und kleinster Verlust sind zwei Verfahren.“ Sie wählen dieselben Parameter.",
      ],
    },
    splits: {
      show: [
        "Drücken Sie „Vormachen“ und lassen Sie das Training laufen. Halten Sie dort an, wo die Validierungskurve umkehrt.",
        "Fragen Sie, welches Modell man behalten würde, bevor Sie zum besten zurückgehen.",
      ],
      wrong: [
        "Die Einstellungen werden auf der Testmenge gewählt. Von da an ist sie eine Validierungsmenge.",
        "„Kleinerer Trainingsverlust, besseres Modell.“ Decken Sie die Validierungskurve zu, fragen Sie, decken Sie sie auf.",
      ],
    },
    extrinsic: {
      show: [
        "Lassen Sie die Rechtschreibaufgabe laufen. Vergleichen Sie ihre Rangfolge der Modelle mit der ihrer Perplexitäten.",
      ],
      wrong: ["„Halbe Perplexität, halb so viele Fehler.“ Die Rangfolgen stimmen öfter überein als die Verhältnisse."],
    },
    intrinsic: {
      show: ["Bewerten Sie das Modell in „Perplexität erleben“ auf einem Text, für den es nicht gemacht ist."],
      wrong: [
        "Perplexitäten verschiedener Texte oder Vokabulare werden verglichen. Die Zahl der Möglichkeiten ist nicht dieselbe.",
        "Eine niedrige Perplexität wird mit Nutzen gleichgesetzt, obwohl der Text dem der Aufgabe nicht ähnelt.",
      ],
    },
    "shannon-game": {
      show: [
        "Spielen Sie eine Runde im Hörsaal: Zeigen Sie die Historie, lassen Sie alle einen Einsatz aufschreiben, decken Sie das Wort auf.",
        "Lesen Sie die Perplexität des Hörsaals neben denen der Modelle vor.",
      ],
      wrong: ["Alles wird auf ein Wort gesetzt. Kein Einsatz auf das Wort, das kommt, kostet unbegrenzt viel."],
    },
    perplexity: {
      show: [
        "Ziehen Sie die Balken auf gleiche Höhe, dann auf einen sicheren Balken. Fragen Sie nach der Perplexität, bevor Sie hinsehen.",
        "Schreiben Sie P hoch −1/N an die Tafel und nehmen Sie den Logarithmus davon.",
      ],
      wrong: [
        "Das Minuszeichen geht verloren, und es kommt ein Wert unter 1 heraus. Eine Perplexität ist nie kleiner als 1.",
        "N wird ohne das Satzende gezählt, oder mit den Füllzeichen.",
      ],
    },
    branching: {
      show: [
        "Rechnen Sie die Vermittlung an der Tafel aus: drei Viertel für drei Namen, ein Viertel für alle übrigen.",
      ],
      wrong: ["„Perplexität zählt die möglichen Wörter.“ Sie gewichtet sie: Seltene tragen wenig bei."],
    },
    "lower-is-better": {
      show: ["Öffnen Sie die Tabelle. Gehen Sie vom Unigramm zum Trigramm und zuletzt zum Netz."],
      wrong: ["Ein Modell, das seltene Wörter auf <unk> abbildet, wird mit einem verglichen, das es nicht tut."],
    },
    "five-steps": {
      show: [
        "Gehen Sie mit der rechten Pfeiltaste durch den Vorwärtsdurchlauf, eine Station für jeden der fünf Schritte.",
        "Klicken Sie auf eine Zahl von h und zeigen Sie die Summe, aus der sie entstand.",
      ],
      wrong: [
        "„Die Einbettung wird berechnet.“ Sie wird nachgeschlagen: eine Spalte von E, überall dieselbe, wo das Wort vorkommt.",
        "„Die Reihenfolge ist gleichgültig.“ Die Spalten werden aneinandergehängt, also trifft jede Position ihren eigenen Block von W.",
      ],
    },
    equations: {
      show: ["Decken Sie die Gleichungen zu, nennen Sie die Formen und lassen Sie sagen, welches Produkt möglich ist."],
      wrong: [
        "Es wird in der falschen Reihenfolge multipliziert. Die inneren Größen müssen gleich sein: Sprechen Sie sie aus.",
      ],
    },
    loss: {
      show: [
        "Gehen Sie zum Verlust und wählen Sie ein anderes Ziel. Nur eine Wahrscheinlichkeit geht in den Verlust ein.",
      ],
      wrong: [
        "„Die anderen Wörter zählen nicht.“ Sie gehen über die Summe der Softmax ein, also bekommt jedes einen Gradienten.",
      ],
    },
    sgd: {
      show: [
        "Beginnen Sie mit „Vormachen“ bei Zufallszahlen und sehen Sie zu, wie die Wörter auf der Karte ihre Gruppen finden.",
        "Erhöhen Sie die Lernrate, bis der Verlust springt.",
      ],
      wrong: [
        "„Jeder Schritt senkt den Verlust.“ Er senkt meist den des Minibatches; die Kurve ist verrauscht.",
        "„Eine größere Lernrate lernt schneller.“ Bis zu einem gewissen Punkt, danach gar nicht mehr.",
      ],
    },
    "backprop-small": {
      show: [
        "Multiplizieren Sie in „Grundlagen“ die drei Ableitungen, ein Produkt nach dem anderen.",
        "Ändern Sie eine Zahl und lassen Sie sagen, welche Ableitungen sich ändern.",
      ],
      wrong: [
        "ŷ gilt beim Ableiten der Softmax als konstant: Die Einträge neben der Diagonale fehlen.",
        "Die Ableitung nach einem Gewicht wird mit seiner Aktualisierung verwechselt: Lernrate und Minuszeichen kommen danach.",
      ],
    },
    "backprop-full": {
      show: [
        "Gehen Sie weiter durch den Rückwärtsdurchlauf. Fragen Sie an jeder Station zuerst nach der Form.",
        "Öffnen Sie eine Zahl von dW und lesen Sie ihre zwei Faktoren vor.",
      ],
      wrong: [
        "„Ganz E wird aktualisiert.“ Nur die Spalten der gelesenen Wörter haben einen Gradienten.",
        "Im Rückwärtsdurchlauf werden schon die neuen Gewichte benutzt. Alle Gradienten gehören zu den Gewichten vor dem Schritt.",
      ],
    },
    "what-it-gains": {
      show: [
        "Öffnen Sie „Warum ein Netz“. Lesen Sie eine Kombination vor, die das Training nie zeigt, mit beiden Wahrscheinlichkeiten.",
        "Zeigen Sie im Bild, was die Zähltabelle ersetzt hat und was geblieben ist.",
      ],
      wrong: [
        "„Das Netz merkt sich mehr.“ Es teilt, was es gespeichert hat, zwischen Wörtern, die einander ähneln.",
        "„Das Netz gewinnt immer.“ Bei viel Text und großem n ist Zählen für das, was vorkam, schwer zu schlagen.",
      ],
    },
    "next-lecture": {
      show: ["Ändern Sie ein Wort außerhalb des Fensters. Die Vorhersage bleibt gleich, bis aufs letzte Bit."],
      wrong: ["„Ein größeres Fenster würde es lösen.“ W wächst mit, und zwischen seinen Blöcken wird nichts geteilt."],
    },
  },
});

export const handout = translation<typeof englishHandout>()({
  title: "Ein Sprachmodell auf Papier",
  lead: "{corpus}, Schritt {step}: das Netz mit {context} Wörtern Kontext, daneben ein Trigramm, das auf demselben Text gezählt wurde.",
  loaded: "Modell aus einer Datei",
  own: "Ihr Text",
  sides: "Würfel",
  die: "{count}-seitiger Würfel",
  rows: "Kontexte",
  counting: "Die Trigramme werden gezählt: {percent} %",
  making: "Die Modelle werden nach ihren Wahrscheinlichkeiten gefragt …",
  failed: "Das Handout konnte nicht erstellt werden: {reason}",
  noText: "Ein Handout braucht ein Modell mit seinem Text: Das Trigramm wird darauf gezählt.",
  how: "Spielregeln",
  howList: [
    "Arbeiten Sie zu zweit. Eine Person folgt den Spalten des Netzes, die andere denen des Trigramms.",
    "Beginnen Sie bei Kontext 1. Würfeln Sie, suchen Sie Ihre Zahl und schreiben Sie das Wort auf.",
    "Gehen Sie zu dem Kontext, dessen Nummer hinter dem Wort steht, und würfeln Sie wieder.",
    "Das Zeichen ≈ führt zum nächstliegenden Kontext auf diesem Blatt, der auf dasselbe Wort oder dieselben Wörter endet. „Noch einmal“: Keiner endet so, würfeln Sie also neu.",
    "„Ende“ beendet den Satz.",
    "Bilden Sie jeweils fünf Sätze. Lesen Sie sie vor, ohne zu sagen, aus welcher Spalte sie sind: Merken es die anderen?",
  ],
  zero10: "Zeigt der Würfel 0, so zählt das als 10.",
  zero100: "Würfeln Sie mit zwei zehnseitigen Würfeln Zehner und Einer. 00 zählt als 100.",
  measure: "Perplexität ohne Computer",
  measureText:
    "Notieren Sie zu jedem Wurf, wie viele Zahlen des Würfels Ihr Wort hat. Zu jeder Anzahl gehören die Bits in der Tabelle. Addieren Sie die Bits eines Satzes und teilen Sie durch die Zahl seiner Würfe: Das ist die Kreuzentropie H. Die Perplexität ist 2 hoch H.",
  has: "Zahlen",
  bits: "Bits",
  rounding:
    "Jede Wahrscheinlichkeit wird mit {sides} multipliziert und abgerundet. Die übrigen Zahlen gehen an die größten Reste, sodass jede Liste genau {sides} hat. Ein Wort, das weniger wahrscheinlich ist, hat vielleicht keine Zahl.",
  context: "{number}. nach „{context}“",
  beginning: "{number}. am Anfang",
  network: "Netz",
  trigram: "Trigramm",
  roll: "Wurf",
  word: "Wort",
  share: "P",
  go: "Weiter bei",
  nearly: "≈ {number}",
  again: "noch einmal",
  end: "Ende",
});
