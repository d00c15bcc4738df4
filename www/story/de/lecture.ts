import type {
  chapters as englishChapters,
  glossary as englishGlossary,
  guesses as englishGuesses,
  path as englishPath,
} from "../lecture.ts";
import { translation } from "../translation.ts";

export const path = translation<typeof englishPath>()({
  title: "Vorlesung",
  close: "Die Vorlesung schließen",
  chapter: "Kapitel {number} von {count}",
  minutes: "{minutes} Min.",
  task: "Probieren Sie es aus",
  already: "Das haben Sie schon.",
  done: "Fertig",
  go: "Dorthin gehen",
  show: "Vormachen",
  showing: "Wird vorgemacht",
  back: "Zurücksetzen",
  next: "Weiter",
  previous: "Zurück",
  check: "Testen Sie sich",
  guess: "Schätzen",
  yourGuess: "Ihre Schätzung",
  withoutGuess: "Ohne Schätzung zeigen",
  guessed: "Sie schätzten „{guess}“. Es ist {value}.",
  gone: "Dieser Link nennt das Kapitel „{id}“, das diese Version nicht hat. Die Vorlesung öffnet sich am Anfang.",
  noText: "Die Zahlen dieses Kapitels brauchen ein Modell mit seinem Text.",
});

export const guesses = translation<typeof englishGuesses>()({
  "cross-entropy":
    "Schätzen Sie zuerst: Wie viele Nats pro Token beträgt der Verlust dieses Modells auf dem Trainingstext?",
  perplexity: "Schätzen Sie zuerst: Zwischen wie vielen gleich wahrscheinlichen Wörtern schwankt dieses Modell?",
  branching:
    "Schätzen Sie zuerst: In der Telefonvermittlung sind 30.003 Wörter möglich. Wie groß ist ihre Perplexität?",
});

export const chapters = translation<typeof englishChapters>()({
  "language-model": {
    title: "Was ein Sprachmodell tut",
    text: [
      "Ein [[language model|Sprachmodell]] gibt jedem Wort eine Wahrscheinlichkeit, als Nächstes zu kommen, gegeben die Wörter davor: P(w | h), mit der [[history|Historie]] h.",
      "„And thanks for all the ___“: Sie haben eine Vermutung, und ein Modell hat auch eine. Dieses Modell hat aus einem Text über einen Bauernhof gelernt. Nach „{context}“ gibt es „{top}“ {percent}.",
      "Alle Wahrscheinlichkeiten einer [[distribution|Verteilung]] ergeben zusammen 1. Hier verteilt sich diese 1 auf {words} Wörter.",
    ],
    task: "Tippen Sie einen anderen Anfang ein, oder klicken Sie auf ein Wort, um es anzuhängen.",
    done: "Nach „{context}“ sagt das Modell „{top}“ vorher, mit Wahrscheinlichkeit {percent}.",
  },
  "chain-rule": {
    title: "Ein Satz ist ein Produkt",
    text: [
      "Die [[chain rule|Kettenregel]] zerlegt die Wahrscheinlichkeit eines Satzes S in einen Faktor je Wort: P(S) = P(w₁) · P(w₂ | w₁) · P(w₃ | w₁ w₂) · …",
      "Die Regel ist exakt. Sie setzt nichts voraus, braucht aber lange Historien.",
      "„{sentence}“: {factors} Faktoren, und P(S) = {product}. Jeder Faktor ist höchstens 1, daher sind längere Sätze weniger wahrscheinlich.",
    ],
    task: "Öffnen Sie in „Messung“ die Kettenregel und lesen Sie die Faktoren eines Satzes.",
    done: "P(S) von „{sentence}“ ist {product}: das Produkt von {factors} Faktoren.",
  },
  "why-it-matters": {
    title: "Wozu das gut ist",
    text: [
      "„I saw a van“ und „eyes awe of an“ klingen gleich. Eine Spracherkennung muss wissen, welchen der beiden Sätze Menschen sagen würden.",
      "Ein Sprachmodell antwortet: Es gibt dem wahrscheinlicheren Satz das größere P(S). Übersetzung, Rechtschreibung und Texteingabe nutzen denselben Vergleich.",
      "Dieses Modell hat jene Wörter nie gesehen. Auf seinem eigenen Bauernhof vergleicht es „{first}“ mit „{second}“: Der erste Satz ist {ratio}-mal so wahrscheinlich.",
    ],
    task: "Vergleichen Sie in der Kettenregel der „Messung“ zwei eigene Sätze.",
    done: "Der erste Satz ist {ratio}-mal so wahrscheinlich wie der zweite.",
  },
  markov: {
    title: "Die Markov-Annahme",
    text: [
      "Lange Historien wiederholen sich nie, daher kann sie niemand zählen. Die [[Markov assumption|Markov-Annahme]] kürzt sie: Nur die letzten n − 1 Wörter zählen.",
      "Ein [[unigram|Unigramm]] betrachtet kein Wort davor, ein [[bigram|Bigramm]] eines, ein [[trigram|Trigramm]] zwei. Was ein Modell nicht sehen kann, ist in den Faktoren durchgestrichen.",
      "Das Netz dieser Seite liest {n} Wörter Kontext: Es trifft dieselbe Annahme wie ein {order}-Gramm-Modell.",
    ],
    task: "Sehen Sie sich die n-Gramme in „Messung“ an: wie viele möglich sind und wie viele gesehen wurden.",
    done: "Von {possible} möglichen {order}-Grammen hat der Trainingstext {seen}.",
  },
  "maximum-likelihood": {
    title: "Zählen ist Maximum Likelihood",
    text: [
      "Die Trainingsdaten sind eine Liste von Paaren (h, w): eine Historie und das Wort, das folgte. Wir behandeln die Paare als [[i.i.d.|unabhängige Ziehungen]].",
      "Die Schätzung, die diese Daten am wahrscheinlichsten macht, ist ein Verhältnis von Häufigkeiten: P(w | h) = count(h w) / count(h). Das ist [[maximum likelihood|Maximum Likelihood]].",
      "Ein n-Gramm, das nie vorkam, bekommt Wahrscheinlichkeit 0, und eine Null macht das Produkt null. [[Smoothing|Glättung]] gibt solchen n-Grammen einen Anteil.",
    ],
    task: "Stellen Sie bei den n-Grammen der „Messung“ die Glättung auf „Keine“ und sehen Sie sich die Validierungsperplexität an.",
    done: "Ungesehene {order}-Gramme auf der Validierungsmenge: {unseen} von {tokens} Tokens. Ohne Glättung hat jedes davon Wahrscheinlichkeit 0.",
  },
  "cross-entropy": {
    title: "Von der Likelihood zum Verlust",
    text: [
      "Die [[likelihood|Likelihood]] der Daten ist ein Produkt vieler kleiner Zahlen. Ein Computer kann es nicht einmal darstellen: Hier ist es {product}.",
      "Sein Logarithmus ist eine Summe. Ändert man das Vorzeichen und teilt durch die Zahl der Tokens, erhält man die mittlere [[negative log likelihood|negative Log-Likelihood]].",
      "Dieses Mittel ist die [[cross-entropy|Kreuzentropie]] des Modells auf den Daten: {nll} Nats oder {bits} Bits pro Token. Training macht sie kleiner.",
    ],
    task: "Öffnen Sie „Verlust und Likelihood“ in „Messung“ und verfolgen Sie eine Zahl durch ihre Formen.",
    done: "Der Verlust auf dem Trainingstext beträgt {nll} Nats pro Token.",
  },
  splits: {
    title: "Training, Validierung und Test",
    text: [
      "Ein Modell, das die Prüfung gesehen hat, beweist nichts, wenn es sie besteht. Daher wird der Text aufgeteilt: ein Teil zum Trainieren, zwei werden zurückgehalten.",
      "Die [[validation set|Validierungsmenge]] entscheidet: wann man aufhört, wie groß das Modell ist, welche Lernrate. Die [[test set|Testmenge]] sieht man einmal an, am Ende.",
      "Zu langes Training passt sich den Zufälligkeiten des Trainingstextes an: [[overfitting|Überanpassung]]. Der Trainingsverlust fällt weiter, während der Validierungsverlust umkehrt und steigt.",
    ],
    task: "Trainieren Sie, bis die Validierungskurve umgekehrt ist, oder sehen Sie sich die Kurve dieses Laufs an.",
    done: "Bei Schritt {step} beträgt die Validierungsperplexität {validation}.",
  },
  extrinsic: {
    title: "Extrinsische Bewertung",
    text: [
      "Die ehrliche Frage ist, ob eine Aufgabe besser gelingt: weniger falsch verstandene Wörter, weniger Tippfehler. Ein Modell in seiner Aufgabe zu messen heißt [[extrinsic|extrinsische]] Bewertung.",
      "Sie ist langsam und teuer, und ihre Antwort gilt nur für diese Aufgabe. Hier ist die Aufgabe eine Rechtschreibkorrektur, der jedes Modell reihum hilft.",
    ],
    task: "Führen Sie die Aufgabe in „Messung“ aus und sehen Sie, welches Modell die meisten Wörter berichtigt.",
    done: "Sie haben die Aufgabe gesehen. Vergleichen Sie ihre Rangfolge der Modelle mit der nach Perplexität.",
  },
  intrinsic: {
    title: "Intrinsische Bewertung und ihr Vorbehalt",
    text: [
      "[[Intrinsic|Intrinsische]] Bewertung misst das Modell selbst: Wie wahrscheinlich findet es Text, den es nicht gesehen hat?",
      "Der Vorbehalt: Daten, die den Trainingsdaten nicht ähneln, machen daraus eine schlechte Schätzung dafür, wie nützlich ein Modell sein wird.",
      "Auf der eigenen Validierungsmenge hat dieses Modell Perplexität {own}. Ein anderer Text kann um ein Vielfaches schwerer sein.",
    ],
    task: "Bewerten Sie das Modell in „Perplexität erleben“ auf einem anderen Text.",
    done: "Auf der eigenen Validierungsmenge hat das Modell Perplexität {own}.",
  },
  "shannon-game": {
    title: "Das Shannon-Spiel",
    text: [
      "Wie schwer ist das nächste Wort? 1951 ließ Claude Shannon Menschen Text raten, Buchstabe für Buchstabe.",
      "Hier setzen Sie Prozente auf das nächste Wort. Ihre Einsätze sind eine Verteilung und haben daher eine Perplexität wie jedes Modell.",
    ],
    task: "Spielen Sie einige Runden des Spiels in „Perplexität erleben“.",
    done: "Sie haben gespielt. Die Tabelle unter dem Spiel zeigt Ihre Perplexität neben denen der Modelle.",
  },
  perplexity: {
    title: "Perplexität",
    text: [
      "Die [[perplexity|Perplexität]] ist die inverse Wahrscheinlichkeit des Textes, gemittelt über seine N Wörter: P(w₁ … w_N)^(−1/N). Achten Sie auf das Minuszeichen.",
      "Mit der Kreuzentropie J in Bits ist sie 2^J; in Nats ist sie e^J. Sie ist mindestens 1, und niedriger ist besser.",
      "Auf der Validierungsmenge: J = {bits} Bits, also 2^{bits} = {validation}: Das Modell ist so unsicher wie zwischen {validation} gleich wahrscheinlichen Wörtern.",
    ],
    task: "Öffnen Sie „Perplexität erleben“ und ziehen Sie die Balken: Finden Sie eine Verteilung mit Perplexität nahe 2.",
    done: "Eine Perplexität von {validation} ist so schwer wie {validation} gleich wahrscheinliche Möglichkeiten.",
  },
  branching: {
    title: "Ein Verzweigungsfaktor",
    text: [
      "Zehn Ziffern, alle gleich wahrscheinlich: Perplexität 10. Die Perplexität ist ein gewichteter [[branching factor|Verzweigungsfaktor]].",
      "Eine Telefonvermittlung: Operator, Sales und Support bekommen je ein Viertel der Anrufe; 30.000 Namen teilen sich das letzte Viertel.",
      "Bits: 3 · ¼ · log₂ 4 + ¼ · log₂ 120.000 = 1,5 + 4,218 = {bits}. Perplexität 2^{bits} = {perplexity}, obwohl 30.003 Wörter möglich sind.",
    ],
    task: "Verschieben Sie in „Perplexität erleben“ die Zahl der Namen und beobachten Sie, wie wenig sich die Perplexität bewegt.",
    done: "Mit 30.000 Namen hat die Vermittlung Perplexität {perplexity}.",
  },
  "lower-is-better": {
    title: "Niedrigere Perplexität, besseres Modell",
    text: [
      "Auf dem Wall Street Journal (38 Millionen Wörter Training, 1,5 Millionen Test) hat das Unigramm Perplexität 962, das Bigramm 170, das Trigramm 109.",
      "Je mehr Historie ein Modell nutzt, desto besser sagt es das nächste Wort vorher. Auf diesem Korpus: {orders}.",
      "Vergleichen Sie Perplexitäten nur auf denselben Tokens und mit demselben Vokabular.",
    ],
    task: "Öffnen Sie die Tabelle in „Messung“: alle Modelle auf denselben Tokens.",
    done: "Validierungsperplexität: das Netz {network}, das Trigramm {trigram}.",
  },
  "five-steps": {
    title: "Ein Feedforward-Modell in fünf Schritten",
    text: [
      "Für Zähltabellen haben „cow“ und „horse“ nichts miteinander zu tun. Das Netz von Bengio et al. (2003) gibt jedem Wort einen Vektor, seine [[embedding|Einbettung (Embedding)]], und lernt ihn.",
      "Erstens: die {n} Kontextwörter in E nachschlagen. Zweitens: ihre Spalten zu e verbinden. Drittens: mit W multiplizieren und {activation} anwenden; das ergibt h.",
      "Viertens: mit U multiplizieren; das ergibt einen [[logit|Logit]] z für jedes der {words} Wörter. Fünftens: [[softmax|Softmax]] macht aus den Logits Wahrscheinlichkeiten.",
    ],
    task: "Gehen Sie zu „Schritt“ und mit der rechten Pfeiltaste durch den Vorwärtsdurchlauf.",
    done: "Sie sind am Ende des Vorwärtsdurchlaufs: ŷ enthält {words} Wahrscheinlichkeiten.",
  },
  equations: {
    title: "Fünf Gleichungen auf einem Bildschirm",
    text: [
      "e = [E x₁; …; E xₙ] · a = W e · h = σ(a) · z = U h · ŷ = softmax(z)",
      "E ist d × |V| = {d} × {words}, W ist H × n·d = {H} × {nd}, U ist |V| × H = {words} × {H}. Zusammen sind das {parameters} zu lernende Gewichte.",
      "Benachbarte Formen müssen passen: W hat so viele Spalten wie e Einträge. Formen zu prüfen findet die meisten Fehler.",
    ],
    task: "Wählen Sie in „Schritt“ eine Matrix und lesen Sie ihre Form im Inspektor.",
    done: "Sie haben {tensor} angesehen. Alle Formen im Netz folgen aus n, d, H und |V|.",
  },
  loss: {
    title: "Der Verlust eines Beispiels",
    text: [
      "Das Ziel y ist ein [[one-hot|One-Hot-Vektor]]: 1 bei dem Wort, das kam. Der [[loss|Verlust]] ist L = −y · log ŷ = −log ŷ[target]: Nur die Wahrscheinlichkeit des Zielworts zählt.",
      "Ein Modell, das sicher ist und recht hat, hat Verlust 0. Ein Modell, das dem Zielwort Wahrscheinlichkeit 0 gibt, hat unendlichen Verlust.",
      "Ein untrainiertes Netz verteilt seine Vermutung gleichmäßig, daher ist sein erster Verlust ln |V| = {uniform} Nats. Das können Sie vor jedem Training vorhersagen.",
    ],
    task: "Gehen Sie in „Schritt“ zum Verlust und lesen Sie L.",
    done: "ln |V| ist {uniform} Nats: der erste Verlust jedes untrainierten Modells mit {words} Wörtern.",
  },
  sgd: {
    title: "Stochastischer Gradientenabstieg",
    text: [
      "Jedes Gewicht bewegt sich ein wenig gegen seine Ableitung: θ ← θ − η dθ. Die [[learning rate|Lernrate]] η sagt, wie weit.",
      "[[SGD|Stochastisch]]: Die Ableitung wird jeweils auf wenigen Beispielen berechnet, einem [[minibatch|Minibatch]], nicht auf dem ganzen Text. Das ist verrauscht, aber schnell.",
      "Die Wörter einer Klasse rücken im Training zusammen, obwohl dem Netz niemand sagt, dass es Klassen gibt.",
    ],
    task: "Beginnen Sie im „Training“ von vorn und sehen Sie einige Hundert Schritte zu.",
    done: "Das Modell hat {step} Schritte gemacht.",
  },
  "backprop-small": {
    title: "Backpropagation an einem kleinen Netz",
    text: [
      "[[Backpropagation|Backpropagation (Fehlerrückführung)]] ist die Kettenregel der Analysis, angewandt vom Verlust aus rückwärts. „Grundlagen“ zeigt sie an einem Netz, das klein genug zum Ausschreiben ist.",
      "Drei Ableitungen werden multipliziert: des Verlusts nach ŷ, von ŷ nach z und von z nach jedem Gewicht. Die ersten beiden fallen zu dz = ŷ − y zusammen.",
      "Dort können Sie die volle [[Jacobian|Jacobi-Matrix]] der Softmax ansehen und auch, warum niemand sie aufbaut.",
    ],
    task: "Öffnen Sie den Rückwärtsdurchlauf der „Grundlagen“ und verfolgen Sie das Produkt der Matrizen.",
    done: "Sie haben gesehen, wie das Produkt zusammenfällt: dz = ŷ − y, eine Subtraktion je Klasse.",
  },
  "backprop-full": {
    title: "Backpropagation im vollen Modell",
    text: [
      "Dasselbe im Netz dieser Seite: dz = ŷ − y, dU = dz hᵀ, dh = Uᵀ dz, da = dh · σ′(a), dW = da eᵀ, de = Wᵀ da.",
      "Nur die gelesenen Spalten von E bekommen einen Gradienten: höchstens {n} von {words}.",
      "Klicken Sie auf der Bühne auf eine beliebige Zahl, um die Summe zu sehen, aus der sie stammt, vorwärts wie rückwärts.",
    ],
    task: "Gehen Sie in „Schritt“ weiter durch den Rückwärtsdurchlauf bis dE.",
    done: "Sie sind durch den Rückwärtsdurchlauf gegangen: dE hat höchstens {n} Spalten, die nicht null sind.",
  },
  "what-it-gains": {
    title: "Was das Netz gewinnt und was es kostet",
    text: [
      "Es teilt, was es lernt: Was es über „cow“ lernt, hilft auch bei „horse“. Es kann Kombinationen vorhersagen, die das Trigramm nie sah.",
      "Auf den Kombinationen, die der Trainingstext nie zeigt, gibt das Netz dem richtigen Wort im Mittel {network}, das Trigramm {trigram}.",
      "Die Kosten: {parameters} Gewichte gegen {stored} gespeicherte Häufigkeiten, ein festes Fenster von {n} Wörtern und ein W, das damit wächst.",
    ],
    task: "Öffnen Sie „Warum ein Netz“ in „Messung“.",
    done: "Ungesehene Kombinationen: Netz {network}, Trigramm {trigram}.",
  },
  "next-lecture": {
    title: "Was die nächste Vorlesung überwindet",
    text: [
      "Das Fenster endet nach {n} Wörtern: Ein früheres Wort ändert nichts, bis aufs letzte Bit. Und die Blöcke von W teilen nichts zwischen den Positionen.",
      "Ein [[recurrent network|rekurrentes Netz]] führt einen Zustand mit und hat kein festes Fenster. Ein [[transformer|Transformer]] betrachtet alle Positionen zugleich, mit Gewichten, die sich die Positionen teilen.",
      "Beide werden trainiert wie hier: Softmax, Kreuzentropie, Backpropagation und Schritte gegen den Gradienten.",
    ],
    task: "Ändern Sie in „Warum ein Netz“ ein Wort außerhalb des Fensters und vergleichen Sie.",
    done: "Sie sind am Ende der Vorlesung.",
  },
});

export const glossary = translation<typeof englishGlossary>()({
  "language model":
    "Eine Regel, die jedem Wort eines Vokabulars eine Wahrscheinlichkeit gibt, als Nächstes zu kommen, was auch immer davor kam.",
  history: "Die Wörter vor dem vorherzusagenden. Auch Kontext genannt.",
  distribution: "Wahrscheinlichkeiten aller möglichen Ergebnisse: keine unter 0, zusammen 1.",
  "chain rule": "P(A, B, C) = P(A) · P(B | A) · P(C | A, B). Sie gilt für beliebige Ereignisse.",
  "Markov assumption": "Das nächste Wort hängt nur von den letzten wenigen Wörtern ab, nicht von allen davor.",
  unigram: "Ein Modell einzelner Wörter: Es betrachtet keine Historie.",
  bigram: "Ein Modell von Paaren: Es betrachtet ein Wort Historie.",
  trigram: "Ein Modell von Tripeln: Es betrachtet zwei Wörter Historie.",
  "i.i.d.":
    "Unabhängig und identisch verteilt (independent and identically distributed): jede Ziehung aus derselben Verteilung, keine beeinflusst eine andere.",
  "maximum likelihood": "Die Parameter wählen, unter denen die beobachteten Daten am wahrscheinlichsten sind.",
  smoothing: "Gesehenen n-Grammen etwas Wahrscheinlichkeit nehmen und ungesehenen geben.",
  likelihood: "Die Wahrscheinlichkeit der Daten, gelesen als Funktion der Parameter des Modells.",
  "negative log likelihood": "−log der Likelihood: eine Summe über die Tokens, kleiner bei besseren Modellen.",
  "cross-entropy":
    "Das Mittel von −log der Wahrscheinlichkeit, die das Modell dem gibt, was wirklich kam. Mit ln in Nats, mit log₂ in Bits.",
  "validation set":
    "Zurückgehaltener Text zum Entscheiden: wann man aufhört, welche Einstellungen. Darauf wird nie trainiert.",
  "test set": "Zurückgehaltener Text für eine letzte Messung. Wer oft hinsieht, macht daraus eine Validierungsmenge.",
  overfitting:
    "Anpassung an die Zufälligkeiten des Trainingstextes: Dort wird das Modell besser, auf zurückgehaltenem Text schlechter.",
  extrinsic: "Daran gemessen, wie gut eine Aufgabe mit dem Modell darin gelingt.",
  intrinsic: "Am Modell allein gemessen, etwa durch die Perplexität.",
  perplexity:
    "2 hoch die Kreuzentropie in Bits: die Zahl gleich wahrscheinlicher Wörter, zwischen denen das Raten ebenso schwer wäre.",
  "branching factor": "Wie viele Möglichkeiten es an einer Stelle gibt, gewichtet mit ihren Wahrscheinlichkeiten.",
  embedding:
    "Der Vektor eines Wortes: seine Spalte von E. Wörter mit ähnlichem Gebrauch kommen nahe beieinander zu liegen.",
  logit: "Der Score eines Wortes vor der Softmax: z. Nur Differenzen von Logits zählen.",
  softmax: "exp(z) geteilt durch seine Summe über alle Wörter: macht aus Logits Wahrscheinlichkeiten.",
  "one-hot": "Ein Vektor aus Nullen mit einer einzigen 1.",
  loss: "Die Größe, die das Training klein macht: hier −log der Wahrscheinlichkeit des Zielworts.",
  "learning rate": "η: wie weit sich ein Gewicht bei einer Ableitung von 1 bewegt.",
  sgd: "Stochastischer Gradientenabstieg: Schritte gegen den Gradienten jeweils weniger Beispiele.",
  minibatch: "Die Beispiele eines Trainingsschritts.",
  backpropagation:
    "Alle Ableitungen des Verlusts berechnen, indem man die Operationen von der letzten bis zur ersten durchgeht.",
  jacobian: "Die Matrix aller partiellen Ableitungen eines Vektors nach einem anderen.",
  "recurrent network": "Ein Netz, das Wort für Wort liest und dabei einen verborgenen Zustand mitführt.",
  transformer: "Ein Netz, in dem jede Position die anderen durch Aufmerksamkeit (Attention) betrachtet.",
});
