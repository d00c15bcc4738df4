import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { test } from "node:test";
import type { ErrorFacts } from "../client/api/index.ts";
import { optionsOf } from "../client/runtime/call.ts";
import { wrong } from "../client/wire/errors.ts";
import { put } from "../story/change.ts";
import { german } from "../story/de/index.ts";
import { phrase } from "./phrase.ts";

const said = (facts: Omit<ErrorFacts, "code"> & { readonly code?: string }): string | null =>
  phrase(facts as ErrorFacts);

/** Refusals as they cross, in English, in German. */
const CASES: readonly [ErrorFacts, string, string][] = [
  [
    { code: "whole", facts: { from: 1, to: 65536 }, field: "batch", given: "0" },
    "“Batch B” is 0. It must be a whole number from 1 to 65,536.",
    "„Batch B“ ist 0. Erlaubt ist eine ganze Zahl von 1 bis 65.536.",
  ],
  [
    { code: "aboveZero", facts: { most: 1e6 }, field: "rate", given: "-0.00005" },
    "“Learning rate η” is −0.00005. It must be above 0 and at most 1,000,000.",
    "„Lernrate η“ ist −0,00005. Der Wert muss über 0 liegen und darf höchstens 1.000.000 sein.",
  ],
  [
    { code: "answerNumber", facts: {}, field: "the answer", given: '"about three"' },
    "Your answer is “about three”. It must be a number, such as −0.25.",
    "Ihre Antwort ist „about three“. Erlaubt ist eine Zahl, etwa −0,25.",
  ],
  [
    { code: "scheduleNeeds", facts: {}, field: "every", given: "absent" },
    "This schedule needs “Steps between drops”, a whole number of at least 1.",
    "Dieser Lernratenplan braucht „Schritte zwischen den Stufen“, eine ganze Zahl ab 1.",
  ],
  [
    { code: "numberSuchAs", facts: { from: -1e6, to: 1e6, such: "0.25" }, field: "w11", given: "empty" },
    "“w11” is empty. It must be a number from −1,000,000 to 1,000,000, such as 0.25.",
    "„w11“ ist leer. Erlaubt ist eine Zahl von −1.000.000 bis 1.000.000, etwa 0,25.",
  ],
  [
    { code: "choice", facts: { names: ["sgd", "momentum", "adamw"] }, field: "optimizer", given: '"adam"' },
    "“Optimizer” is “adam”. Choose “SGD”, “Momentum” or “AdamW”.",
    "„Optimierer“ ist „adam“. Wählen Sie „SGD“, „Momentum“ oder „AdamW“.",
  ],
  [
    {
      code: "choice",
      facts: { names: ["kneser-ney", "add-k", "none"] },
      field: "smoothing",
      given: '"backoff"',
    },
    "“Smoothing” is “backoff”. Choose “Kneser-Ney, interpolated”, “Add-k” or “None: maximum likelihood”.",
    "„Glättung“ ist „backoff“. Wählen Sie „Kneser-Ney, interpoliert“, „Add-k“ oder „Keine: Maximum Likelihood“.",
  ],
  [
    { code: "choice", facts: { names: ["line", "none"] }, field: "sentences", given: '"paragraph"' },
    "“A sentence is” is “a paragraph”. Choose “a line” or “none: one stream”.",
    "„Ein Satz ist“ ist „ein Absatz“. Wählen Sie „eine Zeile“ oder „nichts: fortlaufender Text“.",
  ],
  // What is told without a refusal, and an error in another.
  [
    { code: "decayTurns", facts: { product: "1.975", below: "4" } },
    "η · weight decay is 1.975: each step flips the sign of every weight. A weight decay below 4 only shrinks the weights.",
    "η · Weight Decay ist 1,975: Jeder Schritt kehrt das Vorzeichen aller Gewichte um. Ein Weight Decay unter 4 verkleinert sie nur.",
  ],
  [
    { code: "rateAndClip", facts: { rate: 1e6, clip: 0.5 } },
    "The learning rate was 1,000,000 and the limit on the gradient norm 0.5. A smaller rate may help.",
    "Die Lernrate war 1.000.000, die Grenze der Gradientennorm 0,5. Eine kleinere Lernrate kann helfen.",
  ],
  [
    { code: "assumedTransposed", facts: { letter: "E", rows: 12, columns: 1024 } },
    "E is transposed in the file (12 × 1,024)",
    "E ist in der Datei transponiert (12 × 1.024)",
  ],
  [
    {
      code: "engineStopped",
      facts: { why: { message: "it has not answered for 90 seconds", code: "engineSilent", facts: { seconds: 90 } } },
    },
    "The engine stopped (it has not answered for 90 seconds). It is started again, with its models as they were last kept.",
    "Der Rechenkern hat angehalten (er hat 90 Sekunden lang nicht geantwortet). Er wird neu gestartet, mit den Modellen, wie sie zuletzt gesichert wurden.",
  ],
  [
    {
      code: "modelLost",
      facts: { why: { message: "no", code: "thisModel", facts: {}, needed: 5.1e9, most: 2.4e9 } },
    },
    "This model could not be restored after the engine had stopped: This model would need about 5,100 MB of memory. At most 2,400 MB can be used here.",
    "Dieses Modell konnte nicht wiederhergestellt werden, nachdem der Rechenkern angehalten hatte: Dieses Modell würde etwa 5.100 MB Speicher brauchen. Hier sind höchstens 2.400 MB nutzbar.",
  ],
  [
    { code: "helperLost", facts: { why: { message: "unreachable" }, step: 1200 } },
    "A helper thread was lost (unreachable). Training continues on one core from step 1,200.",
    "Ein Hilfsthread ging verloren (unreachable). Das Training läuft ab Schritt 1.200 auf einem Kern weiter.",
  ],
  [
    { code: "thisNetwork", facts: {}, needed: 5.1e9, most: 2.4e9, fits: { code: "hiddenFits", facts: { most: 1200 } } },
    "This network would need about 5,100 MB of memory. At most 2,400 MB can be used here. A hidden layer of at most 1,200 units fits.",
    "Dieses Netz würde etwa 5.100 MB Speicher brauchen. Hier sind höchstens 2.400 MB nutzbar. Eine verborgene Schicht mit höchstens 1.200 Einheiten passt.",
  ],
  [
    { code: "tokensNeeded", facts: { needed: 3, given: 0, more: 3 } },
    "The model needs 3 tokens and has 0. Type at least 3 more.",
    "Das Modell braucht 3 Tokens und hat 0. Geben Sie mindestens 3 weitere ein.",
  ],
  [
    { code: "splitWithoutExample", facts: { split: "test" } },
    "The split “Test” has no example.",
    "Die Teilmenge „Test“ hat kein Beispiel.",
  ],
  [
    { code: "closedVocabulary", facts: { token: "3.5", tokens: 12345 } },
    "“3.5” is not in the vocabulary, which is closed. Use only its 12,345 tokens, or allow unknown words.",
    "„3.5“ steht nicht im Vokabular, und das ist geschlossen. Verwenden Sie nur seine 12.345 Tokens, oder erlauben Sie unbekannte Wörter.",
  ],
  [
    { code: "tensorShape", facts: { tensor: "E", shape: [3, 4], wanted: [4, 3] } },
    "The file’s tensor “E” has the shape 3 × 4. It must be 4 × 3.",
    "Der Tensor „E“ der Datei hat die Form 3 × 4. Sie muss 4 × 3 sein.",
  ],
];

void test("is a refusal said in the reader's words, by the field's label, in both languages?", () => {
  for (const [facts, english, other] of CASES) {
    assert.equal(said(facts), english);
    put("de", german);
    assert.equal(said(facts), other);
    put("en", {});
  }
});

/** Values that only a script gives: what the page's threads say of each to the script, and in both languages. */
const SCRIPTED: readonly [Error & ErrorFacts, string, string, string][] = [
  [
    thrown(() => optionsOf("the control", [1, 2] as object)),
    "the control is a list of 2; it must be an object of options",
    "“The control” is a list of 2. It must be an object of options.",
    "„Die Steuerung“ ist eine Liste mit 2 Einträgen. Erlaubt ist ein Objekt mit Optionen.",
  ],
  [
    wrong("signal", null, "signal", "it must be the signal of an AbortController"),
    "signal is null; it must be the signal of an AbortController",
    "“signal” is empty. It must be the signal of an AbortController.",
    "„signal“ ist leer. Erlaubt ist das Signal eines AbortControllers.",
  ],
  [
    wrong("onProgress", true, "listener", "it must be a function"),
    "onProgress is true; it must be a function",
    "“onProgress” is true. It must be a function.",
    "„onProgress“ ist wahr. Erlaubt ist eine Funktion.",
  ],
  [
    wrong("evaluate", 3.5, "splitOrText", "it must be a split"),
    "evaluate is 3.5; it must be a split",
    "“evaluate” is 3.5. It must be a split, or an object with a text.",
    "„evaluate“ ist 3,5. Erlaubt ist eine Teilmenge oder ein Objekt mit einem Text.",
  ],
  [
    wrong("show", () => 1, "madeModel", "it must be a model"),
    "show is a function; it must be a model",
    "“show” is a function. It must be a model that was created or loaded on this page.",
    "„show“ ist eine Funktion. Erlaubt ist ein Modell, das auf dieser Seite erstellt oder geladen wurde.",
  ],
  [
    wrong("load", undefined, "modelBytes", "it must be bytes"),
    "load is absent; it must be bytes",
    "“load” is missing. It must be the bytes of a saved model, in an array or a Blob.",
    "„load“ ist nicht angegeben. Erlaubt sind die Bytes eines gesicherten Modells, als Array oder Blob.",
  ],
  [
    wrong("threads", 0.5, "whole", "it must be whole", { from: 1, to: 64 }),
    "threads is 0.5; it must be whole",
    "“threads” is 0.5. It must be a whole number from 1 to 64.",
    "„threads“ ist 0,5. Erlaubt ist eine ganze Zahl von 1 bis 64.",
  ],
  [
    wrong("backend", "gpu", "choice", "it must be one", { names: ["cpu", "webgpu", "auto"] }),
    'backend is "gpu"; it must be one',
    "“Computed on” is “gpu”. Choose “CPU”, “GPU” or “Whichever is faster”.",
    "„Berechnet auf“ ist „gpu“. Wählen Sie „CPU“, „GPU“ oder „Was schneller ist“.",
  ],
  [
    wrong("an argument", {}, "plainData", "it must be plain data"),
    "an argument is an object; it must be plain data",
    "“An argument” is an object. It must be plain data.",
    "„Ein Argument“ ist ein Objekt. Erlaubt sind einfache Daten.",
  ],
];

function thrown(call: () => unknown): Error {
  try {
    call();
  } catch (error) {
    return error as Error;
  }
  assert.fail("nothing was thrown");
}

void test("has a value that only a script gives its sentence for the script, and the reader's in both languages?", () => {
  for (const [error, script, english, other] of SCRIPTED) {
    assert.deepEqual([error.name, error.message], ["ValueError", script]);
    assert.equal(said(error), english);
    put("de", german);
    assert.equal(said(error), other);
    put("en", {});
  }
  // Each that the threads refuse is among them.
  const calls = readdirSync("www", { recursive: true })
    .map(String)
    .filter((file) => /^(client|worker)\/.*\.ts$/.test(file))
    .flatMap((file) => [
      ...readFileSync(`www/${file}`, "utf8").matchAll(/(?<!function )\bwrong\(([^,]+,[^,]+,\s*"(\w+)")?/g),
    ]);
  assert.ok(calls.length > 8);
  assert.deepEqual([...new Set(calls.map(([, , code]) => code))].sort(), SCRIPTED.map(([{ code }]) => code).sort());
});

void test("is what a value was said in German too, whoever says it?", () => {
  const texts = [
    ...readFileSync("src/web/convert.rs", "utf8").matchAll(/Given::Other\("([^"]+)"\)/g),
    ...readFileSync("www/client/wire/errors.ts", "utf8").matchAll(/return "([^"]+)";|: "(an object)";/g),
  ].map(([, one, other]) => one ?? other ?? "");
  assert.ok(texts.length > 8, texts.join());
  const field = (given: string): ErrorFacts => ({ code: "text", facts: {}, field: "x", given });
  const english = texts.map((text) => said(field(text)));
  put("de", german);
  const other = texts.map((text) => said(field(text)));
  put("en", {});
  for (const [at, text] of texts.entries()) {
    assert.match(String(english[at]), /^“x” is (an? |empty|missing|nested|neither)/, text);
    assert.match(String(other[at]), /^„x“ ist (eine? |ein |leer|nicht angegeben|zu tief|weder)/, text);
  }
});

void test("does the engine's own sentence stay where the page has none?", () => {
  assert.equal(said({ code: "ofANewerEngine", facts: {} }), null);
  assert.equal(said({}), null);
});
