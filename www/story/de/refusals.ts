import type { refusals as english } from "../refusals.ts";
import { translation } from "../translation.ts";

export const refusals = translation<typeof english>()({
  codes: {
    whole: "„{field}“ ist {given}. Erlaubt ist eine ganze Zahl von {from} bis {to}.",
    wholeSeed: "„{field}“ ist {given}. Erlaubt ist eine ganze Zahl von 0 bis 2⁵³ − 1.",
    wholeLeast: "„{field}“ ist {given}. Erlaubt ist eine ganze Zahl ab {least}.",
    numberLeast: "„{field}“ ist {given}. Erlaubt ist eine Zahl ab {least}.",
    numberBetween: "„{field}“ ist {given}. Erlaubt ist eine Zahl von {from} bis {to}.",
    numberSuchAs: "„{field}“ ist {given}. Erlaubt ist eine Zahl von {from} bis {to}, etwa {such}.",
    between: "„{field}“ ist {given}. Erlaubt sind Werte von {from} bis {to}.",
    aboveZero: "„{field}“ ist {given}. Der Wert muss über 0 liegen und darf höchstens {most} sein.",
    belowOne: "„{field}“ ist {given}. Der Wert muss mindestens 0 und kleiner als 1 sein.",
    insideOne: "„{field}“ ist {given}. Der Wert muss über 0 und unter 1 liegen.",
    atMost: "„{field}“ ist {given}. Erlaubt ist höchstens {most}.",
    finite: "„{field}“ ist {given}. Erlaubt ist eine endliche Zahl.",
    allFinite: "„{field}“ ist {given}. Alle Zahlen müssen endlich sein.",
    roundsToOne: "„{field}“ ist {given}, was gerundet 1 ist. Erlaubt ist höchstens 0,99999994.",
    smoothingRange: "„{field}“ ist {given}. Erlaubt sind Werte von 1e-100 bis 1e100 oder 0 für Maximum Likelihood.",
    scheduleNeeds: "Dieser Lernratenplan braucht „{field}“, eine ganze Zahl ab 1.",
    neverSettles:
      "„{field}“ ist {given}. Mit der Lernrate {rate} würde jeder Schritt alle Gewichte mit {factor} multiplizieren. Wählen Sie weniger als {below}.",
    truth: "„{field}“ ist {given}. Erlaubt ist wahr oder falsch.",
    number: "„{field}“ ist {given}. Erlaubt ist eine Zahl.",
    text: "„{field}“ ist {given}. Erlaubt ist ein Text.",
    list: "„{field}“ ist {given}. Erlaubt ist eine Liste.",
    listOf: "„{field}“ ist {given}. Erlaubt ist eine Liste mit {count} Einträgen.",
    object: "„{field}“ ist {given}. Erlaubt ist ein Objekt.",
    options: "„{field}“ ist {given}. Erlaubt ist ein Objekt mit Optionen.",
    plainData: "„{field}“ ist {given}. Erlaubt sind einfache Daten.",
    kindOfValue: "„{field}“ ist {given}. Der Rechenkern erwartet {what}.",
    other: "„{field}“ kann nicht {given} sein.",
    given: "„{field}“ fehlt.",
    choice: "„{field}“ ist {given}. Wählen Sie {names}.",
    oneOf: "„{field}“ ist {given}. Wählen Sie aus: {names}.",
    didYouMean: "Es gibt keine Option {given}. Meinten Sie „{name}“?",
    optionsAre: "Es gibt keine Option {given}. Die Optionen sind: {names}.",
    tensorsAre: "„{field}“ ist {given}. Die Tensoren sind: {names}.",
    parametersAre: "Es gibt keinen Parameter {given}. Die Parameter sind E, W, U und, mit Bias, b und c.",
    length: "„{field}“ ist {given}. Nötig sind {count} Tokens.",
    idRange: "„{field}“ enthält die Nummer {given}. Tokennummern gehen von 0 bis {most}.",
    idsBelow: "„{field}“ enthält eine Nummer außerhalb des Vokabulars. Jede muss kleiner als {size} sein.",
    idsPerTarget: "„{field}“ braucht {count} Nummern je Ziel und mindestens ein Ziel.",
    idList: "„{field}“ muss eine Liste von Tokennummern sein.",
    vocabularySize: "Das Vokabular hätte {given} Tokens. Erlaubt sind 1 bis 1.000.000.",
    vocabularyRoom: "„{field}“ ist {given}. Nötig sind mindestens {least}: die besonderen Tokens und eines mehr.",
    tokensOnce: "„{field}“ enthält ein leeres Token oder eines zweimal.",
    tokenList: "„{field}“ fehlt. Geben Sie die Tokens in der Reihenfolge ihrer Nummern an.",
    splitFractions: "„{field}“ braucht drei Anteile mit der Summe 1, den ersten über 0, etwa 0,8, 0,1 und 0,1.",
    threeFractions: "„{field}“ braucht drei Anteile mit der Summe 1, etwa 0,8, 0,1 und 0,1.",
    streamContext:
      "„{field}“ ist {given}, das Training hat aber nur {tokens} Tokens. Wählen Sie einen kürzeren Kontext.",
    oneSize: "Das Korpus „{corpus}“ gibt es nur in einer Größe.",
    digits: "Das Korpus kann nicht {given} Ziffern haben. Wählen Sie eine Zahl von {from} bis {to}.",
    callers: "Das Korpus kann nicht {given} Namen haben. Wählen Sie eine Zahl von {from} bis {to}.",
    splitOrWhole: "Der Text hat keinen Teil {given}.",
    noLongNgram:
      "Das Training hat kein n-Gramm der Ordnung {given}. Wählen Sie eine niedrigere Ordnung oder einen längeren Text.",
    knownWord: "Das Vokabular hat kein Token {given}.",
    word: "Das Vokabular hat kein Token mit der Nummer {given}.",
    inVocabulary: "Das Vokabular enthält {given} nicht.",
    oneWordGroups: "Ein Vokabular aus einem Wort hat keine Gruppen.",
    pixel: "„{field}“ ist {given}. Nötig ist mindestens 1 Pixel.",
    pixels: "Das Bild wäre zu groß. Es darf höchstens {most} Pixel haben.",
    rangeWithin: "„{field}“ ist {given} und liegt außerhalb des Tensors. Er hat dort {length}.",
    tensorHere: "Dieses Netz hat keinen Tensor {given}.",
    jacobianWords: "Die Jacobi-Matrix wird für höchstens {most} Wörter ausgeschrieben.",
    indexWithin: "{given} liegt außerhalb von {tensor} mit der Form {shape}. Gezählt wird ab 0.",
    placeWithin: "{given} liegt außerhalb von {tensor} mit der Form {shape}.",
    shape: "„{field}“ ist {given}. Die Form muss {shape} sein.",
    noParameter: "Dieses Modell hat keinen Parameter {given}.",
    tensorObject: "„{field}“ ist {given}. Erlaubt ist ein Tensor mit seiner Form und seinen Zahlen.",
    tensorsByName: "„{field}“ ist {given}. Erlaubt ist ein Objekt aus Tensoren nach ihren Namen.",
    projected: "„{field}“ ist {given}. Erlaubt ist ein Tensor, wie ihn die Projektion liefert.",
    directions: "„{field}“ braucht endliche Zahlen, {size} für jede Richtung.",
    edits: "„{field}“ ist {given}. Erlaubt ist eine Liste aus Tensoren, Indizes und Werten.",
    editsMost: "Es lassen sich höchstens {most} Zahlen auf einmal setzen.",
    editSomething: "Die Änderung setzt keine Zahl. Sie muss mindestens eine setzen.",
    examplesMost: "Es lassen sich höchstens {most} Beispiele auf einmal vergleichen.",
    contextWantsTarget: "Der Kontext braucht ein Ziel. Wählen Sie eines.",
    targetWantsContext: "Das Ziel braucht einen Kontext. Geben Sie die Tokens davor ein.",
    historyBegins:
      "Zu Schritt {given} führt kein Weg zurück. Der aufgezeichnete Verlauf reicht von Schritt {first} bis Schritt {last}.",
    branch: "Der Lauf hat keinen Zweig {given}.",
    savedBytes: "Das ist kein gespeichertes Modell. Wählen Sie eine .safetensors-Datei.",
    cells: "„{field}“ ist {given}. Erlaubt sind Zahlen nach den Namen ihrer Zellen.",
    oneHot: "y ist {given}. Es muss one-hot sein: eine einzige 1, sonst Nullen.",
    smallerStep:
      "„{field}“ ist {given}. Ein so großer Schritt verlässt den Bereich der Zahlen. Wählen Sie einen kleineren.",
    askedQuestion: "Unter den Fragen zu diesem Seed gibt es keine Frage {given}.",
    knownQuestion: "Diese Version hat keine Frage der Art {given}.",
    answerNumber: "Ihre Antwort ist {given}. Erlaubt ist eine Zahl, etwa −0,25.",
    answerOption: "Ihre Antwort ist {given}. Erlaubt ist eine Möglichkeit von 0 bis {most}.",
    stakedOnce: "Auf dasselbe Wort können Sie nur einmal setzen.",
    somethingStaked: "Setzen Sie auf mindestens ein Wort etwas.",

    emptyText: "Der Text ist leer. Er braucht mindestens zwei Wörter und für jede Teilmenge einen Satz.",
    emptyTraining: "Der Trainingstext ist leer. Er braucht mindestens zwei Wörter.",
    oneWord: "Der Text hat nur ein Wort. Er braucht mindestens zwei und für jede Teilmenge einen Satz.",
    oneTrainingWord: "Der Trainingstext hat nur ein Wort. Er braucht mindestens zwei.",
    oneSentence:
      "Der Text hat einen Satz für {splits} Teilmengen. Ergänzen Sie Zeilen, wählen Sie eine andere Satzregel, oder verwenden Sie eine Teilmenge.",
    fewSentences:
      "Der Text hat {sentences} Sätze für {splits} Teilmengen. Ergänzen Sie Zeilen, wählen Sie eine andere Satzregel, oder verwenden Sie eine Teilmenge.",
    fewTokens:
      "Der Text hat {tokens} Tokens für {splits} Teilmengen. Jede braucht mindestens zwei. Ergänzen Sie den Text.",
    longWord:
      "Der Text hat ein Wort von mehr als 65.536 Bytes. Es ist kein Text, oder die Leerzeichen fehlen. Teilen Sie ihn in Wörter.",
    nulByte: "Byte {at} ist NUL, die Datei ist also binär. Wählen Sie eine reine Textdatei.",
    zeroByte: "Die Datei enthält ein Nullbyte, ist also kein Text. Wählen Sie eine reine Textdatei.",
    notUtf8: "Byte {at} (0x{byte}) ist kein UTF-8. Speichern Sie den Text als UTF-8 und versuchen Sie es noch einmal.",
    noTokenLeft:
      "Für das Vokabular bleibt kein Token übrig. Senken Sie die Mindesthäufigkeit, oder verwenden Sie einen längeren Text.",
    closedVocabulary:
      "„{token}“ steht nicht im Vokabular, und das ist geschlossen. Verwenden Sie nur seine {tokens} Tokens, oder erlauben Sie unbekannte Wörter.",
    oneTokenNeeded:
      "Das Modell braucht 1 Token und hat {given}. Ein fortlaufender Text hat keine Füllzeichen für das, was fehlt.",
    tokensNeeded: "Das Modell braucht {needed} Tokens und hat {given}. Geben Sie mindestens {more} weitere ein.",
    emptySentence: "Der Satz ist leer. Geben Sie mindestens ein Wort ein.",
    typeSentence: "Der Satz ist leer. Geben Sie mindestens ein Wort ein.",
    typeWord: "Es gibt noch kein Wort. Geben Sie eines ein.",
    textPredictsNothing: "Im Text gibt es nichts vorherzusagen. Ergänzen Sie ihn.",
    nothingPredicted: "Es gibt nichts vorherzusagen. Ergänzen Sie den Text.",
    splitEvaluatesNothing:
      "In der Teilmenge „{split}“ gibt es nichts vorherzusagen. Geben Sie ihr mehr Text, oder werten Sie eine andere aus.",
    splitPredictsNothing: "In der Teilmenge „{split}“ gibt es nichts vorherzusagen. Geben Sie dem Korpus mehr Text.",
    splitPredictsNothingAfter:
      "In der Teilmenge „{split}“ gibt es nach {history} Tokens nichts vorherzusagen. Geben Sie dem Korpus mehr Text.",
    splitWithoutExample: "Die Teilmenge „{split}“ hat kein Beispiel.",
    nothingWeighed: "Eine Verteilung braucht mindestens ein Gewicht über 0.",
    charactersSpelling: "Die Tokens dieses Korpus sind Zeichen. Eine Rechtschreibkorrektur braucht Wörter.",
    nothingToMisspell:
      "Die Validierung hat kein Wort mit {from} bis {to} Buchstaben, das sich verschreiben ließe. Geben Sie dem Korpus mehr Text.",
    nothingToGuess: "Es gibt kein zurückgehaltenes Wort zu erraten. Wählen Sie eine Teilmenge mit Sätzen.",

    oneText: "Ein Korpus ist ein Text oder je ein Text für jede Teilmenge.",
    textNotFetched: "Das Korpus „{corpus}“ ist noch nicht geladen.",
    textComplete: "Der Text dieser Auswertung ist schon vollständig.",
    readsNoText: "Dieser Vorgang liest keinen Text.",
    withoutText:
      "Dieses Modell wurde ohne seinen Text geladen. Laden Sie es mit seinem Korpus, um es zu trainieren und auszuwerten.",
    outgrown:
      "Die Zahlen des Netzes sind zu groß geworden: Die Logits sind nicht endlich. Gehen Sie im Verlauf zurück, machen Sie die Änderung rückgängig, oder beginnen Sie neu mit einer kleineren Lernrate.",
    underWay: "Ein Training läuft. Halten Sie es an, bevor Sie das Modell ändern.",
    onItsWay: "Der Lauf ist unterwegs zu einem anderen Schritt. Warten Sie, bis er ankommt, oder brechen Sie ab.",
    changedSince: "Das Modell hat sich seit dem Beginn geändert. Beginnen Sie noch einmal.",
    workOver: "Dieser Vorgang ist schon beendet. Beginnen Sie noch einmal.",
    unknownWork: "Diese Version des Rechenkerns kann „{work}“ nicht.",
    nothingToUndo: "Es gibt nichts rückgängig zu machen. Hier beginnt der aufgezeichnete Verlauf.",
    nothingTraced: "Es wurde noch kein Beispiel verfolgt. Geben Sie einen Kontext und ein Ziel an.",
    noUpdate: "Dieses Beispiel hat keine Aktualisierung.",
    notCounted:
      "Es gibt noch kein {order}-Gramm-Modell. Zählen Sie zuerst die n-Gramme; ein kurzes Korpus hat keine hohen Ordnungen.",
    arpaUnsmoothed:
      "Maximum Likelihood gibt ungesehenen n-Grammen keine Wahrscheinlichkeit, eine ARPA-Datei braucht aber eine. Wählen Sie Kneser-Ney oder Add-k.",
    arpaMany: "Dieses Modell hat {ngrams} n-Gramme, eine Datei fasst {most}. Wählen Sie eine niedrigere Ordnung.",
    contextWithoutDirection: "Jede Einbettung dieses Kontexts ist null, er hat also keine Richtung.",
    gameOver: "Das Spiel ist zu Ende. Beginnen Sie ein neues.",
    smallModel: "Dieses Modell oder sein Text ist zu klein für die Frage „{question}“.",
    noCell: "Dieses Netz hat keine Zelle {cell}.",
    newerRules:
      "Ein neueres GlassLM hat dieses Modell gespeichert und liest Texte nach Regeln, die dieses hier nicht kennt. Öffnen Sie es dort.",
    anotherNetwork: "Dieser Zustand gehört zu einem anderen Netz.",
    notTraced: "Ein Tensor wurde nicht verfolgt.",
    crewOrder: "Die Threads konnten ihren Auftrag nicht lesen.",
    crewModel: "Die Threads haben kein Modell.",

    thisNetwork: "Dieses Netz würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    thisModel: "Dieses Modell würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    secondModel: "Ein zweites Modell würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    thisText: "Dieser Text würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    training: "Das Training würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    trainingBatch:
      "Das Training mit Batches von {batch} würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    trainingThreads:
      "Das Training auf mehreren Threads würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    settingParameters:
      "Das Setzen dieser Parameter würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    snapshot: "Ein Schnappschuss würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    anotherStep:
      "Der Weg zu einem anderen Schritt würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    readingFile: "Das Lesen dieser Datei würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    thisPrediction: "Diese Vorhersage würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    thisTrace:
      "Das Verfolgen dieses Beispiels würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    thisUpdate: "Diese Aktualisierung würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    gradientCheck: "Die Gradientenprüfung würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    batchGradient:
      "Der Gradient dieses Batches würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    thisBatch: "Dieser Batch würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    worstExamples:
      "Die Liste der schlechtesten Beispiele würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    deadUnits:
      "Die Suche nach toten Einheiten würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    theseLines: "Diese Zeilen würden etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    theseTrails: "Diese Spuren würden etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    thisProjection: "Diese Projektion würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    nearestWords: "Die nächsten Wörter würden etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    nearestContexts:
      "Die nächsten Kontexte würden etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    theseGroups: "Diese Gruppen würden etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    countingNgrams:
      "Das Zählen dieser n-Gramme würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    countingOrder:
      "Das Zählen der n-Gramme der Ordnung {order} würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    ngramList:
      "Die Liste der n-Gramme dieses Modells würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    theseFactors: "Diese Faktoren würden etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    tableOfModels:
      "Die Tabelle aller Modelle würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    sentenceOrder:
      "Die Reihenfolge der Sätze würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    guessOrder:
      "Die Reihenfolge der zu erratenden Wörter würde etwa {needed} Speicher brauchen. Hier sind höchstens {limit} nutzbar.",
    hiddenFits: "Eine verborgene Schicht mit höchstens {most} Einheiten passt.",
    batchFits: "Ein Batch mit höchstens {most} Beispielen passt.",
    splitFits: "Ein Trainingstext mit höchstens {most} Tokens passt.",
    textFits: "Ein Text mit höchstens {most} MB passt.",

    fileShort: "Das ist kein gespeichertes Modell: Die Datei ist zu kurz. Wählen Sie eine .safetensors-Datei.",
    fileHeaderLength:
      "Das ist kein gespeichertes Modell: Der Kopf hätte {bytes} Bytes, mehr als das Format erlaubt. Wählen Sie eine .safetensors-Datei.",
    fileHeaderCut:
      "Dieses gespeicherte Modell ist abgeschnitten: Sein Kopf ist unvollständig. Speichern Sie es noch einmal.",
    fileHeaderUtf8: "Das ist kein gespeichertes Modell: Der Kopf ist kein UTF-8. Wählen Sie eine .safetensors-Datei.",
    fileHeaderJson: "Das ist kein gespeichertes Modell: Der Kopf ist kein JSON. Wählen Sie eine .safetensors-Datei.",
    fileHeaderValues:
      "Das ist kein gespeichertes Modell: Der Kopf hat mehr als {most} Werte. Wählen Sie eine .safetensors-Datei.",
    fileOverlap: "Dieses gespeicherte Modell ist beschädigt: Seine Tensoren „{one}“ und „{other}“ überlappen sich.",
    fileGap: "Dieses gespeicherte Modell ist beschädigt: {bytes} Bytes vor seinem Tensor „{tensor}“ gehören zu keinem.",
    fileTensorCut:
      "Dieses gespeicherte Modell ist abgeschnitten: Sein Tensor „{tensor}“ ist unvollständig. Speichern Sie es noch einmal.",
    fileRest: "Dieses gespeicherte Modell ist beschädigt: {bytes} Bytes nach seinem letzten Tensor gehören zu keinem.",
    fileWithout: "Dieses gespeicherte Modell ist beschädigt: „{entry}“ fehlt.",
    fileNotWhole: "Dieses gespeicherte Modell ist beschädigt: „{entry}“ ist keine ganze Zahl.",
    fileUnread: "Dieses gespeicherte Modell ist beschädigt: „{entry}“ ist nicht lesbar.",
    fileValues: "Dieses gespeicherte Modell ist beschädigt: „{entry}“ hat mehr als {most} Werte.",
    fileHeaderTwice: "Dieses gespeicherte Modell ist beschädigt: Sein Kopf enthält den Namen „{name}“ zweimal.",
    fileMetadataTwice:
      "Dieses gespeicherte Modell ist beschädigt: Seine Metadaten enthalten den Namen „{name}“ zweimal.",
    fileTensorTwice:
      "Dieses gespeicherte Modell ist beschädigt: Sein Tensor „{tensor}“ enthält den Namen „{name}“ zweimal.",
    fileMetadata: "Dieses gespeicherte Modell ist beschädigt: Seine Metadaten sind keine Texte.",
    fileMetadataString: "Dieses gespeicherte Modell ist beschädigt: „{entry}“ in seinen Metadaten ist kein Text.",
    fileTensorDescription: "Dieses gespeicherte Modell ist beschädigt: Sein Tensor „{tensor}“ hat keine Beschreibung.",
    fileTensorType: "Dieses gespeicherte Modell ist beschädigt: Sein Tensor „{tensor}“ hat keinen Typ.",
    fileTensorShape: "Dieses gespeicherte Modell ist beschädigt: Sein Tensor „{tensor}“ hat keine Form.",
    fileTensorPlace: "Dieses gespeicherte Modell ist beschädigt: Sein Tensor „{tensor}“ hat keinen Platz.",
    fileTensorBytes:
      "Dieses gespeicherte Modell ist beschädigt: Sein Tensor „{tensor}“ hat {bytes} Bytes, was nicht zu Form und Typ passt.",
    fileChanged:
      "Die Datei ließ sich nicht bis zum Ende lesen. Sie wurde geändert oder verschoben, nachdem Sie sie gewählt hatten.",
    fileOfAnother:
      "Diese Datei sagt nicht, welches Modell sie enthält. Wählen Sie, welcher ihrer Tensoren E, W und U ist, und geben Sie das Vokabular an.",
    fileFormat: "Dieses gespeicherte Modell hat das Format „{format}“. Dieser Rechenkern liest „{ours}“.",
    fileEntry: "Dieses gespeicherte Modell ist nicht lesbar: Sein Eintrag „{entry}“ fehlt oder ergibt keinen Sinn.",
    tensorMissing: "Die Datei hat keinen Tensor „{tensor}“.",
    tensorShape: "Der Tensor „{tensor}“ der Datei hat die Form {shape}. Sie muss {wanted} sein.",
    tensorNumbers: "Der Tensor „{tensor}“ der Datei hat Zahlen vom Typ {dtype}. Lesbar sind F64, F32, F16 und BF16.",
    tensorInfinite: "Der Tensor „{tensor}“ der Datei enthält eine Zahl, die nicht endlich ist.",
    tensorUnnamed: "Wählen Sie, welcher Tensor der Datei {letter} ist.",
    tensorNoMatrix: "Der Tensor „{tensor}“ der Datei hat die Form {shape}. {letter} muss eine Matrix sein.",
    embeddingShape:
      "Der Tensor „{tensor}“ der Datei hat die Form {shape}. E muss d × {tokens} sein, denn das Vokabular hat {tokens} Tokens.",
    outputShape:
      "Der Tensor „{tensor}“ der Datei hat die Form {shape}. U muss {tokens} × H sein, denn das Vokabular hat {tokens} Tokens.",
    hiddenShape:
      "Der Tensor „{tensor}“ der Datei hat die Form {shape}. W muss {hidden} × n·{size} sein, denn U hat {hidden} Spalten und d ist {size}.",

    assumedTanh: "die Aktivierung ist tanh",
    assumedLines: "eine Zeile ist ein Satz ({token} steht im Vokabular)",
    assumedStream: "der Text ist fortlaufend, ohne Sätze ({token} steht nicht im Vokabular)",
    assumedOpen: "unbekannte Wörter sind erlaubt ({token} steht im Vokabular)",
    assumedClosed: "unbekannte Wörter sind nicht erlaubt ({token} steht nicht im Vokabular)",
    assumedPlain: "{letter} ist nicht transponiert, obwohl die Form es zuließe",
    assumedTransposed: "{letter} ist in der Datei transponiert ({rows} × {columns})",
    assumedZero: "{tensor} ist null, denn die Datei hat keinen Tensor dafür",
    assumedUnbiased: "es gibt keinen Bias",

    lossNotFinite: "Der Verlust war keine endliche Zahl.",
    lossNotFiniteIn: "Der Verlust war keine endliche Zahl. Der erste Tensor mit einem solchen Wert war {tensor}.",
    parametersOf: "Die Parameter sind die von Schritt {step}, dem letzten mit endlichem Verlust.",
    noParameterChanged: "Kein Parameter wurde geändert.",
    rateWas:
      "Die Lernrate war {rate}, die Gradientennorm war nicht begrenzt. Eine kleinere Lernrate oder eine Grenze kann helfen.",
    rateAndClip: "Die Lernrate war {rate}, die Grenze der Gradientennorm {clip}. Eine kleinere Lernrate kann helfen.",
    rateAndDecay:
      "Die Lernrate war {rate}, der Weight Decay {decay}, und die Gradientennorm war nicht begrenzt. Eine kleinere Lernrate oder eine Grenze kann helfen.",
    rateDecayAndClip:
      "Die Lernrate war {rate}, der Weight Decay {decay}, die Grenze der Gradientennorm {clip}. Eine kleinere Lernrate kann helfen.",
    rateAndStrongDecay:
      "Die Lernrate war {rate}, der Weight Decay {decay}, und die Gradientennorm war nicht begrenzt. Eine kleinere Lernrate oder eine Grenze kann helfen, ein kleinerer Weight Decay hilft sicher.",
    rateStrongDecayAndClip:
      "Die Lernrate war {rate}, der Weight Decay {decay}, die Grenze der Gradientennorm {clip}. Eine kleinere Lernrate kann helfen, ein kleinerer Weight Decay hilft sicher.",
    decayErases:
      "η · Weight Decay ist {product}: Jeder Schritt löscht alle Gewichte. Ein Weight Decay unter {below} verkleinert sie nur.",
    decayTurns:
      "η · Weight Decay ist {product}: Jeder Schritt kehrt das Vorzeichen aller Gewichte um. Ein Weight Decay unter {below} verkleinert sie nur.",
    weightsStuck:
      "{stuck} von {weights} Gewichten bewegen sich nicht mehr. Das Quadrat eines Gradienten war zu groß für eine Zahl, darum teilt AdamW durch unendlich. Gehen Sie zu einem früheren Schritt zurück und begrenzen Sie die Gradientennorm, oder beginnen Sie neu mit einem anderen Optimierer.",

    cardNone: "Der Browser hat keine Grafikkarte (GPU) zum Rechnen gefunden.",
    cardNoDevice: "Die GPU ließ sich nicht öffnen ({why}).",
    cardLost: "Die GPU ging verloren ({why}).",
    cardFault: "Die GPU hat einen Fehler gemeldet ({why}).",
    cardRefused: "Die GPU hat einen Teil des Netzes abgelehnt ({why}).",
    cardFull:
      "Die GPU hat nicht genug Speicher. Nehmen Sie ein kleineres Modell oder einen kleineren Batch, oder trainieren Sie auf der CPU.",
    cardPiece:
      "Ein Teil des Netzes hat {bytes} Bytes. Diese GPU nimmt höchstens {most} in einem Stück. Nehmen Sie ein kleineres Modell oder einen kleineren Batch, oder trainieren Sie auf der CPU.",
    cardShader: "Ein Shader lässt sich auf dieser GPU nicht übersetzen ({why}).",
    cardSum: "Die GPU hat für dieses Netz kein Programm. Trainieren Sie es auf der CPU.",
    cardNoRoom: "Auf der GPU ist kein Platz, um ein Beispiel zu verfolgen.",
    cardUntraced: "Die GPU hat noch nichts verfolgt.",
    cardLengths: "Der Zustand, der von der GPU zurückkam, hat andere Längen.",
  },
  threads: {
    noFiles:
      "Dieser Browser bewahrt für diese Seite keine Dateien auf, Modelle bleiben also zwischen Besuchen nicht erhalten. Speichern Sie das Modell sicherheitshalber als Datei.",
    filesFull:
      "Der Platz, den dieser Browser der Seite gibt, ist voll. Löschen Sie ein aufbewahrtes Modell, oder speichern Sie dieses sicherheitshalber als Datei.",
    notKept:
      "Das Modell konnte in diesem Browser nicht aufbewahrt werden. Speichern Sie es sicherheitshalber als Datei.",
    filesShut:
      "Der Browser lässt die Seite die aufbewahrten Modelle nicht lesen. Sie sind noch da. Versuchen Sie es noch einmal, oder laden Sie die Seite neu.",
    keptGone: "Dieses aufbewahrte Modell gibt es nicht mehr. Vielleicht wurde es in einem anderen Tab gelöscht.",
    labNotFetched:
      "Der Teil des Rechenkerns, der erklärt und misst, konnte nicht geladen werden. Versuchen Sie es erneut, wenn Sie online sind.",
    noWebAssembly:
      "Dieser Browser hat kein WebAssembly, das GlassLM braucht. Schalten Sie es ein, oder nehmen Sie einen Browser ab 2023.",
    noSimd:
      "Dem WebAssembly dieses Browsers fehlt SIMD, das GlassLM braucht. Nehmen Sie Chrome oder Edge 91, Firefox 89, Safari 16.4 oder neuer.",
    noWebgpu:
      "Dieser Browser hat hier kein WebGPU. Nötig sind ein neuer Browser und eine Seite von https oder von diesem Gerät.",
    cardSearch: "Der Browser konnte nicht nach einer Grafikkarte (GPU) suchen: {why}",
    cardNotOffered:
      "Der Browser hat WebGPU, bietet aber keine Grafikkarte (GPU) an. Prüfen Sie in seinen Einstellungen die Grafikbeschleunigung und starten Sie ihn neu.",
    cardCrashed: "Der Browser bietet die GPU nicht mehr an. Schließen Sie alle seine Fenster und öffnen Sie ihn neu.",
    cardDisagrees: "Diese GPU rechnet anders als die CPU und wird darum nicht benutzt.",
    cardLeft: "{why} Das Training läuft ab Schritt {step} auf der CPU weiter.",
    signal: "„{field}“ ist {given}. Erlaubt ist das Signal eines AbortControllers.",
    listener: "„{field}“ ist {given}. Erlaubt ist eine Funktion.",
    splitOrText: "„{field}“ ist {given}. Erlaubt ist eine Teilmenge oder ein Objekt mit einem Text.",
    madeModel: "„{field}“ ist {given}. Erlaubt ist ein Modell, das auf dieser Seite erstellt oder geladen wurde.",
    modelBytes: "„{field}“ ist {given}. Erlaubt sind die Bytes eines gesicherten Modells, als Array oder Blob.",
    noModel: "Auf der Seite ist noch kein Modell. Warten Sie, bis die Seite bereit ist, oder erstellen Sie eines.",
    stoppedByCaller: "Ein Skript hat das Training angehalten.",
    helperLost: "Ein Hilfsthread ging verloren ({why}). Das Training läuft ab Schritt {step} auf einem Kern weiter.",
    noWorker:
      "Die Sandbox dieses Rahmens erlaubt keinen Worker. Öffnen Sie die Seite in einem Tab, nehmen Sie glasslm.html, oder geben Sie dem Rahmen allow-same-origin.",
    engineScript: "sein Skript wurde nicht geladen",
    engineUnreadable: "er hat etwas Unlesbares geschickt",
    engineEnded: "sein Thread endete ohne Meldung",
    engineSilent: "er hat {seconds} Sekunden lang nicht geantwortet",
    engineFault: "ein Fehler im Rechenkern selbst: {why}",
    engineStopped:
      "Der Rechenkern hat angehalten ({why}). Er wird neu gestartet, mit den Modellen, wie sie zuletzt gesichert wurden.",
    engineDown: "Der Rechenkern hat angehalten ({why}). Er ließ sich nicht neu starten: {again}",
    engineNotStarted: "{why}. Laden Sie die Seite neu.",
    engineNotFetched:
      "Der Rechenkern konnte nicht geladen werden (Status {status}). Versuchen Sie es erneut, wenn Sie online sind.",
    modelGone: "Dieses Modell ist nicht mehr auf der Seite.",
    modelLost: "Dieses Modell konnte nicht wiederhergestellt werden, nachdem der Rechenkern angehalten hatte: {why}",
    ngramGone: "Dieses n-Gramm-Modell gibt es nicht mehr. Zählen Sie es noch einmal.",
    ngramLost:
      "Dieses n-Gramm-Modell konnte nicht noch einmal gezählt werden, nachdem der Rechenkern angehalten hatte: {why}",
  },
  given: {
    absent: "nicht angegeben",
    empty: "leer",
    truth: "wahr",
    falsehood: "falsch",
    object: "ein Objekt",
    list: "eine Liste mit {count} Einträgen",
    function: "eine Funktion",
    symbol: "ein Symbol",
    deep: "zu tief verschachtelt",
    longList: "eine zu lange Liste",
    largeObject: "ein Objekt mit zu vielen Feldern",
    noData: "weder Zahl noch Text noch Objekt",
    unsendable: "etwas, das der Rechenkern nicht empfangen kann, etwa eine Funktion",
  },
  fields: {
    answer: "Ihre Antwort",
    argument: "Ein Argument",
    control: "Die Steuerung",
    count: "Anzahl",
    dimensions: "Dimensionen",
    epsilon: "ε von AdamW",
    stake: "Einsatz",
    step: "Schritt",
    stakes: "Summe der Einsätze",
    steps: "Schritte",
    tensor: "Tensor",
    token: "Token",
    vocabulary: "Vokabular",
    weight: "Gewicht",
  },
});
