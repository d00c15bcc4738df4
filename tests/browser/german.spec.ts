// The page in German: chosen by the browser's setting, by the switch or by the address.
import { drop, foreign } from "./files.ts";
import { expect, inSight, test, violations } from "./page.ts";
import { DESK, PHONE, states } from "./states.ts";
import type { Page } from "@playwright/test";
import { LINK } from "./course.ts";
import { put } from "../../www/story/change.ts";
import { german } from "../../www/story/de/index.ts";
import { step as english } from "../../www/story/step.ts";
import { phrase } from "../../www/state/phrase.ts";
import type { ErrorFacts, GlassLM } from "../../www/client/api/index.ts";

declare const glasslm: GlassLM;

test("does the switch change the language, keep the model, its step and the focus, and stay in the address?", async ({
  opened: { page },
}) => {
  const html = page.locator("html");
  await expect(html).toHaveAttribute("lang", "en");
  await page.evaluate(() => glasslm.model.train({ steps: 7 }));
  const before = await page.evaluate(() => [glasslm.model.step, glasslm.model.vocabulary.length] as const);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(html).toHaveAttribute("lang", "de");
  const back = page.getByRole("button", { name: "English" });
  await expect(back).toBeFocused();
  await expect(back).toHaveAttribute("lang", "en");
  await expect(page).toHaveURL(/lang=de/);
  expect(await page.evaluate(() => [glasslm.model.step, glasslm.model.vocabulary.length] as const)).toEqual(before);
  // Remembered, as the theme is; and said by the address in another browser.
  const link = page.url();
  await page.goto("about:blank");
  await page.goto("");
  await expect(html).toHaveAttribute("lang", "de");
  await page.getByRole("button", { name: "English" }).click();
  await expect(html).toHaveAttribute("lang", "en");
  await expect(page).not.toHaveURL(/lang=/);
  await page.goto("about:blank");
  await page.goto(link);
  await expect(html).toHaveAttribute("lang", "de");
});

test("is a refusal said by the field's label in the reader's language, and to a script by the engine?", async ({
  opened: { page },
}) => {
  for (const [language, field, train, says] of [
    ["en", "Learning rate, as a number", "Train", "“Learning rate η” is 0. It must be above 0 and at most 1,000,000."],
    [
      "de",
      german.train.rateNumber,
      german.train.train,
      "„Lernrate η“ ist 0. Der Wert muss über 0 liegen und darf höchstens 1.000.000 sein.",
    ],
  ] as const) {
    await page.goto("about:blank");
    await page.goto(`#/train?lang=${language}`);
    await expect(page.locator("html")).toHaveAttribute("lang", language);
    const box = page.getByRole("spinbutton", { name: field });
    await box.fill("0");
    await box.press("Tab");
    await page.getByRole("button", { name: train, exact: true }).click();
    await expect(page.getByRole("alert")).toContainText(says);
    const script = await page.evaluate(() =>
      glasslm.model.train({ steps: 1, rate: 0 }).then(
        () => null,
        (error: unknown) => {
          const { name, message, field, given, wanted, code, facts } = error as Record<string, unknown>;
          return { name, message, field, given, wanted, code, facts };
        },
      ),
    );
    expect(script).toEqual({
      name: "ValueError",
      message: "rate is 0; it must be above 0 and at most 1000000",
      field: "rate",
      given: "0",
      wanted: "it must be above 0 and at most 1000000",
      code: "aboveZero",
      facts: { most: 1_000_000 },
    });
  }
});

test("does what is refused, done and noted follow the language that the reader switches to, and back?", async ({
  opened: { page },
}) => {
  test.setTimeout(240_000);
  page.setDefaultTimeout(30_000);
  await page.setViewportSize(DESK);
  await page.goto("about:blank");
  await page.goto("#/train?optimizer=lion");
  const alert = (text: string | RegExp) => page.getByRole("alert").filter({ hasText: text });
  await expect(alert("optimizer")).toBeVisible();
  const enter = async (room: string): Promise<void> => {
    await page.locator(`nav a[href^="#/${room}"]`).click();
    await expect(page.locator(`main.${room} *`).first()).toBeAttached();
  };
  // A file that is no model, a table of one word, a text that the vocabulary lacks.
  await page.evaluate(async () => {
    await glasslm.show(await glasslm.create({ corpus: { name: "farmyard" }, embedding: 2, unknown: false }));
  });
  await drop(page, [{ name: "soup.safetensors", bytes: Buffer.from("tomatoes and salt") }]);
  await expect(alert("This is not a saved model")).toBeVisible();
  await drop(page, [{ name: "table.txt", bytes: Buffer.from("hen 0.25 0.5\n") }]);
  await expect(inSight(page.locator(".bar"), /columns of E now come from the table/)).toBeVisible();
  // What trains with a rate of 0, and a field with nothing in it.
  const rate = page.getByRole("spinbutton", { name: "Learning rate, as a number" });
  await rate.fill("0");
  await rate.press("Tab");
  await page.getByRole("button", { name: "Train", exact: true }).click();
  await expect(alert("“Learning rate η” is 0.")).toBeVisible();
  await page.getByRole("spinbutton", { name: "Batch B", exact: true }).fill("");
  await page.getByRole("spinbutton", { name: "Batch B", exact: true }).press("Tab");
  await expect(alert("“Batch B” needs a number")).toBeVisible();
  await enter("measure");
  await page.evaluate(() => (location.hash += "&ngrams=kneser-ney:1.5"));
  await expect(page.locator("main").getByRole("alert")).toContainText("1.5");
  await enter("primer");
  await page.getByRole("textbox", { name: "x1", exact: true }).first().fill("soup");
  await expect(page.locator("main").getByRole("alert")).toContainText("is “soup”");
  await enter("train");
  await rate.fill("0.1");
  await rate.press("Tab");
  await enter("step");
  await page.getByRole("button", { name: english.nextTraining }).click();
  await expect(inSight(page.locator("main"), /training example 1 of/i)).toBeVisible();

  /** What each room says, from the header down. */
  const shown = async (): Promise<Record<string, string[]>> => {
    const found: Record<string, string[]> = {};
    for (const room of ["train", "measure", "primer", "step"]) {
      await enter(room);
      const says = page.locator(
        room === "train"
          ? ".notice[role=alert] p, .bar p"
          : room === "step"
            ? "main span.small.muted:has-text(' · ')"
            : "main [role=alert]",
      );
      await expect(says.first()).toBeVisible({ timeout: 30_000 });
      found[room] = await says.allInnerTexts();
    }
    return found;
  };
  const before = await shown();
  expect(before["train"]).toHaveLength(4);
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "de");
  expect(await shown()).toEqual({
    train: [
      "Der Wert „lion“ für optimizer in diesem Link ist nicht lesbar. Er wird ignoriert, der Rest wird verwendet.",
      "„Lernrate η“ ist 0. Der Wert muss über 0 liegen und darf höchstens 1.000.000 sein.",
      "„Batch B“ braucht eine Zahl. Es gilt wieder 32.",
      "1 von 92 Spalten von E stammen jetzt aus der Tabelle. Die übrigen sind unverändert.",
    ],
    measure: ["„D“ ist 1,5. Der Wert muss über 0 liegen und darf höchstens 1 sein."],
    primer: ["„x1“ ist „soup“. Erlaubt ist eine Zahl von −1.000.000 bis 1.000.000, etwa 0,25."],
    step: ["Zielwort · Trainingsbeispiel 1 von 9.465"],
  });
  await page.getByRole("button", { name: "English" }).click();
  await expect(page.locator("html")).toHaveAttribute("lang", "en");
  expect(await shown()).toEqual(before);
  // What Predict was asked last.
  await enter("predict");
  await page.getByLabel("Context").first().fill("the soup");
  const refused = page.locator("main").getByRole("alert");
  await expect(refused).toContainText("“soup” is not in the vocabulary");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(refused).toContainText("„soup“ steht nicht im Vokabular");
});

test("does a value that only a script gives cross as a kind with its facts, which the page can phrase in both languages?", async ({
  opened: { page },
}) => {
  const refused = await page.evaluate(async () => {
    const { model } = glasslm;
    const farmyard = { corpus: { name: "farmyard" } };
    const gone = await glasslm.create(farmyard);
    await gone.dispose();
    const calls: (() => unknown)[] = [
      () => glasslm.create(7 as never),
      () => glasslm.survey(farmyard, [] as never),
      () => glasslm.survey(farmyard, { signal: 1 as never }),
      () => glasslm.survey(farmyard, { onProgress: "tell" as never }),
      () => model.evaluate({ text: 1 } as never),
      () => glasslm.show({} as never),
      () => glasslm.show(gone),
      () => glasslm.load("model.safetensors" as never),
      () => model.train({ steps: 1, threads: 0.5 } as never),
      () => model.setBackend("gpu" as never),
      () => model.predict({ text: () => "the" } as never),
    ];
    return Promise.all(
      calls.map(async (call) => {
        try {
          await call();
        } catch (error) {
          const { name, message, field, given, wanted, code, facts } = error as Record<string, unknown>;
          return { name, message, field, given, wanted, code, facts };
        }
        return { name: "none", message: call.toString() };
      }),
    );
  });
  expect(refused.map(({ name, message }) => `${String(name)}: ${String(message)}`)).toEqual([
    "ValueError: create is 7; it must be an object of options",
    "ValueError: the control is a list of 0; it must be an object of options",
    "ValueError: signal is 1; it must be the signal of an AbortController",
    'ValueError: onProgress is "tell"; it must be a function',
    'ValueError: evaluate is an object; it must be "train", "validation", "test", or { text }',
    "ValueError: show is an object; it must be a model that glasslm.create or glasslm.load made",
    "StateError: show takes a model that is still there; this one was disposed of",
    'ValueError: load is "model.safetensors"; it must be a Uint8Array with a saved model\'s bytes, as model.save() gives them, or a Blob of them',
    "ValueError: threads is 0.5; it must be a whole number from 1 to 64",
    'ValueError: backend is "gpu"; it must be "cpu", "webgpu" or "auto"',
    "ValueError: an argument is something that cannot be sent to the engine, such as a function; it must be plain data: numbers, texts, lists, objects of these, typed arrays",
  ]);
  for (const one of refused) {
    if (one.name === "ValueError")
      expect(one.message).toBe(`${String(one.field)} is ${String(one.given)}; ${String(one.wanted)}`);
    expect(phrase(one as ErrorFacts), String(one.message)).toMatch(/^(“|This model is no longer)/);
  }
  put("de", german);
  try {
    expect(refused.map((one) => phrase(one as ErrorFacts))).toEqual([
      "„create“ ist 7. Erlaubt ist ein Objekt mit Optionen.",
      "„Die Steuerung“ ist eine Liste mit 0 Einträgen. Erlaubt ist ein Objekt mit Optionen.",
      "„signal“ ist 1. Erlaubt ist das Signal eines AbortControllers.",
      "„onProgress“ ist „tell“. Erlaubt ist eine Funktion.",
      "„evaluate“ ist ein Objekt. Erlaubt ist eine Teilmenge oder ein Objekt mit einem Text.",
      "„show“ ist ein Objekt. Erlaubt ist ein Modell, das auf dieser Seite erstellt oder geladen wurde.",
      german.refusals.threads.modelGone,
      "„load“ ist „model.safetensors“. Erlaubt sind die Bytes eines gesicherten Modells, als Array oder Blob.",
      "„threads“ ist 0,5. Erlaubt ist eine ganze Zahl von 1 bis 64.",
      "„Berechnet auf“ ist „gpu“. Wählen Sie „CPU“, „GPU“ oder „Was schneller ist“.",
      "„Ein Argument“ ist etwas, das der Rechenkern nicht empfangen kann, etwa eine Funktion. Erlaubt sind einfache Daten.",
    ]);
  } finally {
    put("en", {});
  }
});

test.describe("in a German browser", () => {
  test.use({ locale: "de-AT" });
  test("is the page German without being asked, and English where the address says so?", async ({
    opened: { page },
  }) => {
    const html = page.locator("html");
    await expect(html).toHaveAttribute("lang", "de");
    await expect(page).not.toHaveURL(/lang=/);
    await page.goto("about:blank");
    await page.goto("#/train?lang=en");
    await expect(html).toHaveAttribute("lang", "en");
    await expect(page.getByRole("button", { name: "Train", exact: true })).toBeVisible();
    await expect(page).toHaveURL(/lang=en/);
  });

  for (const size of [DESK, PHONE])
    test(`is every part of the page German, and nothing cut or covered, ${String(size.width)} px wide?`, async ({
      opened: { page },
    }) => {
      test.setTimeout(300_000);
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.setViewportSize(size);
      const found: string[] = [];
      // The names that the states are found by are the catalogue's.
      put("de", german);
      try {
        for await (const state of states(page, "the brown hen")) {
          await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
          found.push(...(await page.evaluate(wrong)).map((fault) => `${state}: ${fault}`));
          if (["Predict", "Step, a sum", "Train, paused", "Corpus"].includes(state))
            found.push(...(await violations(page)).map((fault) => `${state}: ${fault}`));
        }
      } finally {
        put("en", {});
      }
      expect([...new Set(found)]).toEqual([]);
    });
  for (const size of [DESK, PHONE])
    test(`is every dialog and every page to print German, and nothing cut, ${String(size.width)} px wide?`, async ({
      opened: { page },
    }) => {
      test.setTimeout(180_000);
      page.setDefaultTimeout(30_000);
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.setViewportSize(size);
      const found: string[] = [];
      for await (const state of dialogs(page)) {
        await page.evaluate(() => document.querySelectorAll("details").forEach((details) => (details.open = true)));
        found.push(...(await page.evaluate(wrong)).map((fault) => `${state}: ${fault}`));
      }
      expect([...new Set(found)]).toEqual([]);
    });

  test("is German what the engine tells without refusing: of a run, a step of the primer, a text, its place, its death?", async ({
    opened: { page },
  }) => {
    const { train, backend } = german;
    await page.locator('nav a[href^="#/train"]').click();
    await expect(page.getByRole("region", { name: backend.label })).toContainText(backend.simd);
    await page.evaluate(async () => {
      await glasslm.show(await glasslm.create({ corpus: { name: "farmyard" }, activation: "relu" }));
    });
    await page.getByRole("slider", { name: train.rate }).press("End");
    await page.getByRole("button", { name: train.train, exact: true }).click();
    await expect(page.getByRole("status", { name: train.status })).toHaveText(
      /^Bei Schritt [\d.]+ angehalten\. Der Verlust war keine endliche Zahl\. Der erste Tensor mit einem solchen Wert war \w+\. Die Parameter sind die von Schritt [\d.]+, dem letzten mit endlichem Verlust\. Die Lernrate war [\d.,]+, die Gradientennorm war nicht begrenzt\. Eine kleinere Lernrate oder eine Grenze kann helfen\.$/,
      { timeout: 30_000 },
    );
    // What cannot be had is said where it trains, too.
    const [card] = await page.evaluate(async () => (await glasslm.backends()).filter(({ name }) => name === "webgpu"));
    if (card?.available === false) {
      await page.getByRole("combobox", { name: backend.label }).selectOption(backend.wishes.auto);
      await expect(page.getByRole("region", { name: backend.label })).toContainText(
        /Dieser Browser|Der Browser|Die GPU/,
      );
    }

    await page.goto("#/primer?part=4");
    await page.getByRole("textbox", { name: "η" }).fill("1000000");
    await expect(page.getByRole("alert")).toHaveText(
      "„η“ ist 1.000.000. Ein so großer Schritt verlässt den Bereich der Zahlen. Wählen Sie einen kleineren.",
    );

    await page.locator('nav a[href^="#/corpus"]').click();
    await page.locator("main.corpus .choices input").last().check();
    await page.getByRole("textbox", { name: german.corpus.paste }).fill("1,2,3,4\n2,3,4,5\n3,4,5,6");
    await expect(page.getByRole("region", { name: german.corpus.preview.title }).locator(".error")).toHaveText(
      "Der Trainingstext hat nur ein Wort. Er braucht mindestens zwei.",
    );

    await page.workers()[0]?.evaluate(() => {
      (globalThis as unknown as { close(): void }).close();
    });
    await expect(
      inSight(page, "Der Rechenkern hat angehalten (sein Thread endete ohne Meldung) und wurde neu gestartet."),
    ).toBeVisible({ timeout: 10_000 });
    expect(await page.evaluate(wrong)).toEqual([]);
  });

  for (const size of [DESK, PHONE])
    test(`is German what is said over the rooms, and the dialog of another program's file, ${String(size.width)} px wide?`, async ({
      opened: { page },
    }) => {
      test.setTimeout(180_000);
      await page.setViewportSize(size);
      const found: string[] = [];
      for await (const state of notices(page))
        found.push(...(await page.evaluate(wrong)).map((fault) => `${state}: ${fault}`));
      expect([...new Set(found)]).toEqual([]);
    });

  test("is every chapter of the lecture German, before and after it is done?", async ({ opened: { page } }) => {
    test.setTimeout(300_000);
    await page.setViewportSize(DESK);
    const lecture = await openLecture(page);
    const found: string[] = [];
    for (const [id, { title }] of Object.entries(german.chapters)) {
      await lecture.getByRole("combobox").selectOption(id);
      await expect(lecture.getByRole("heading", { level: 3 })).toHaveText(title);
      found.push(...(await page.evaluate(wrong)).map((fault) => `${id}: ${fault}`));
      await lecture.getByRole("button", { name: german.path.show }).click();
      await expect(lecture.getByRole("heading", { level: 4 }), id).toHaveText(`✓ ${german.path.done}`, {
        timeout: 60_000,
      });
      // What it explains, one term after the other.
      for (const term of await lecture.locator("button.term").all()) {
        await term.click();
        await expect(lecture.getByRole("note")).toBeVisible();
        found.push(...(await page.evaluate(wrong)).map((fault) => `${id}, a term: ${fault}`));
        await term.click();
      }
      found.push(...(await page.evaluate(wrong)).map((fault) => `${id}, done: ${fault}`));
    }
    expect([...new Set(found)]).toEqual([]);
  });

  test("is every question German, and the way that a miss shows?", async ({ opened: { page } }) => {
    test.setTimeout(300_000);
    await page.setViewportSize(DESK);
    const lecture = await openLecture(page);
    await inSight(lecture, german.path.check).click();
    const found: string[] = [];
    const { exercises } = german;
    let asked = 0;
    for (const [id, { title }] of Object.entries(german.chapters)) {
      await lecture.getByRole("combobox").selectOption(id);
      await expect(lecture.getByRole("heading", { level: 3 })).toHaveText(title);
      const sheet = lecture.getByRole("form", { name: exercises.title });
      const kinds = await page.evaluate(
        async ([chapter]) => (await glasslm.model.measure.exercises(1, [chapter])).questions.length,
        [id] as const,
      );
      for (let number = 1; number <= kinds; number += 1) {
        const place = exercises.place.replace("{number}", String(number)).replace("{all}", String(kinds));
        await expect(sheet.locator(".place")).toContainText(place);
        const radios = sheet.getByRole("radio");
        if ((await radios.count()) > 0) await radios.first().check();
        else await sheet.getByRole("textbox").fill("-77777");
        await sheet.getByRole("button", { name: exercises.check }).click();
        await expect(sheet.getByRole("status", { name: exercises.verdict }).locator("p").first()).toBeVisible();
        found.push(...(await page.evaluate(wrong)).map((fault) => `${id}, question ${String(number)}: ${fault}`));
        asked += 1;
        if (number < kinds) await sheet.getByRole("button", { name: exercises.next }).click();
      }
    }
    expect(asked).toBeGreaterThan(75);
    expect([...new Set(found)]).toEqual([]);
  });
});

/** The lecture's column. */
async function openLecture(page: Page) {
  await page.getByRole("button", { name: german.app.startHere }).click();
  const lecture = page.getByRole("complementary", { name: german.path.title });
  await expect(lecture).toBeVisible();
  return lecture;
}

/** Everything that opens over the page, beside it or apart from it. */
async function* dialogs(page: Page): AsyncGenerator<string> {
  const { app, keep, share, present, notes, handout, path, making, assignment, grading, corpus } = german;
  const dialog = (name: string) => page.getByRole("dialog", { name, exact: true });
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  const shut = async (): Promise<void> => {
    await page.keyboard.press("Escape");
    await expect(page.getByRole("dialog")).toHaveCount(0);
  };
  await page.evaluate(() => glasslm.model.train({ steps: 20 }));
  await button(app.files.save).click();
  await expect(dialog(keep.save.title)).toBeVisible();
  yield "Save";
  await shut();
  await button(app.files.share).click();
  await expect(dialog(share.title).getByRole("img", { name: share.qr })).toBeVisible();
  yield "Share";
  await shut();
  await button(app.files.open).click();
  await expect(dialog(keep.open.title).getByRole("table")).toBeVisible({ timeout: 30_000 });
  yield "Open, a kept model";
  await dialog(keep.open.title)
    .getByRole("button", { name: new RegExp(`^${keep.open.rename}`) })
    .first()
    .click();
  yield "Open, renaming";
  await page.keyboard.press("Escape");
  if (await dialog(keep.open.title).isVisible()) await shut();

  await page.locator('nav a[href^="#/corpus"]').click();
  await page.locator("main.corpus .choices input").last().check();
  await page.getByRole("textbox", { name: corpus.paste }).fill("the cow eats\na hen sits\nthe dog runs\n".repeat(40));
  await expect(page.getByRole("list", { name: corpus.preview.lines })).toBeVisible({ timeout: 30_000 });
  yield "Corpus, a preview";

  const lecture = await openLecture(page);
  // Whoever looks at a state opens all that folds: a click would close it again.
  const unfold = (name: string): Promise<void> =>
    lecture
      .locator("details")
      .filter({ has: inSight(page, name, { exact: true }) })
      .evaluate((details) => ((details as HTMLDetailsElement).open = true))
      .then(() => undefined);
  await unfold(path.check);
  await lecture.getByRole("button", { name: making.open }).click();
  await expect(dialog(making.title).getByRole("textbox", { name: making.link })).toBeVisible();
  await dialog(making.title).getByRole("checkbox", { name: making.goal }).check();
  yield "An assignment in the making";
  await shut();
  await unfold(present.lecturer);
  await lecture.getByRole("button", { name: present.prepare }).click();
  await expect(dialog(present.prepare)).toBeVisible();
  yield "A link prepared";
  await shut();
  for (const [name, title] of [
    [present.notes, notes.title],
    [present.handout, handout.title],
  ] as const) {
    await lecture.getByRole("button", { name, exact: true }).click();
    await expect(dialog(title).locator("section").first()).toBeVisible({ timeout: 30_000 });
    yield title;
    await shut();
  }
  await lecture.getByRole("button", { name: present.start, exact: true }).click();
  await expect(page.getByRole("region", { name: present.bar })).toBeVisible();
  yield "The presentation";
  await page.keyboard.press("b");
  await expect(button(present.isBlack)).toBeFocused();
  yield "The black screen";
  await page.keyboard.press("Escape");
  await expect(button(present.isBlack)).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(page.getByRole("region", { name: present.bar })).toHaveCount(0);

  await page.goto("about:blank");
  await page.goto(LINK);
  const sheet = page.getByRole("complementary", { name: assignment.title });
  await expect(sheet.locator(".question").first()).toBeVisible();
  await sheet.getByRole("button", { name: assignment.handIn }).click();
  await sheet.getByRole("button", { name: assignment.write }).click();
  await expect(sheet.getByRole("alert")).toHaveText(assignment.nameless);
  yield "An assignment";
  await page.goto("about:blank");
  await page.goto("?grade");
  await page
    .getByLabel(grading.choose)
    .setInputFiles([{ name: "soup.json", mimeType: "application/json", buffer: Buffer.from("tomatoes") }]);
  await expect(page.getByRole("row").filter({ hasText: "soup.json" })).toContainText(grading.note.other);
  yield "The teacher's page";
}

/** What is said over the rooms, and what asks about a file. */
async function* notices(page: Page): AsyncGenerator<string> {
  const { app, keep, train, share } = german;
  const said = (text: string) => page.getByRole("alert").filter({ hasText: text });
  const start = (text: string): string => (/^[^{]*/.exec(text) ?? [""])[0];
  await page.goto("about:blank");
  await page.goto("#/train?rate=much&zebra=1&hide=zebra&path=zebra");
  await expect(page.getByRole("alert").first()).toBeVisible();
  expect(await page.getByRole("alert").count()).toBeGreaterThan(2);
  yield "A link's faults";

  await page.goto("about:blank");
  await page.goto("#/predict?own=00000000000000000000000000000000");
  await expect(said(start(share.awaits))).toBeVisible();
  yield "A link to an own text";

  await page.goto("about:blank");
  await page.goto("#/train");
  await page.getByRole("spinbutton", { name: train.batch, exact: true }).fill("");
  await page.getByRole("spinbutton", { name: train.batch, exact: true }).press("Tab");
  await expect(page.getByRole("alert").first()).toBeVisible();
  yield "A blank field";
  await page.getByRole("button", { name: app.dismiss }).first().click();

  // A model without its text, from another program.
  const { bytes, vocabulary } = await foreign(page);
  await drop(page, [{ name: "theirs.safetensors", bytes: Buffer.from(bytes) }]);
  const dialog = page.getByRole("dialog", { name: keep.foreign.title });
  await expect(dialog).toBeVisible();
  yield "A file of another program";
  const choose = (tokens: readonly string[]) =>
    dialog.getByLabel(keep.foreign.vocabulary).setInputFiles({
      name: "vocabulary.txt",
      mimeType: "text/plain",
      buffer: Buffer.from(tokens.map((token) => `${token}\n`).join("")),
    });
  await choose(vocabulary.slice(1));
  await dialog.getByRole("button", { name: keep.foreign.open }).click();
  await expect(dialog.getByRole("alert")).toContainText(`denn das Vokabular hat ${vocabulary.length - 1} Tokens`);
  yield "A vocabulary that does not fit";
  await choose(vocabulary);
  await dialog.getByRole("button", { name: keep.foreign.open }).click();
  await expect(dialog).toBeHidden();
  await expect(
    inSight(
      page,
      "Angenommen wurde: E ist in der Datei transponiert (93 × 3); die Aktivierung ist tanh; eine Zeile ist ein Satz (</s> steht im Vokabular); unbekannte Wörter sind erlaubt (<unk> steht im Vokabular).",
    ),
  ).toBeVisible();
  yield "A model of another program";
  await page.getByRole("button", { name: train.over, exact: true }).click();
  await expect(said(train.noText)).toBeVisible();
  yield "A model without its text";
}

/** English in sight or in a name, and texts that do not fit: what is wrong with the page as it stands. */
function wrong(): string[] {
  const found = new Set<string>();
  /** Words that no German sentence has; "the" is a token of the corpus. */
  const english =
    /(?<![\p{L}'’„])(?:of|and|with|is|are|to|from|this|that|it|its|you|your|by|for|not|or|be|can|cannot|must|only|if|when|where|has|have|which|what|how|all|every|more|each|than|after|before|same|first|last|no|step|steps|word|words|number|numbers|value|values|sentence|sentences|weight|weights|loss|vocabulary|chapter|question|answer|right|wrong|file|save|training|show|open|close|model|network)(?![\p{L}\p{N}'’])/giu;
  const german = /(?<!\p{L})(?:Training|Open|Show|Model|To|Steps|All|Is|No|Weight Decay)(?!\p{L})/gu;
  const check = (element: Element, text: string): void => {
    if (element.closest("[translate=no], .token, math, code, textarea, script, style, title, canvas") !== null) return;
    if (element.closest("[lang=en]") !== null && element.closest("[lang=en]") !== document.documentElement) return;
    const words =
      text
        .replace(/„[^“]*“|\(independent and identically distributed\)/g, "")
        .replace(german, "")
        .match(english) ?? [];
    if (words.length > 0) found.add(`English: ${text.trim().slice(0, 80)}`);
  };
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node !== null; node = walk.nextNode()) {
    const text = node.nodeValue ?? "";
    const element = node.parentElement;
    if (element === null || text.trim() === "" || !element.checkVisibility({ visibilityProperty: true })) continue;
    check(element, text);
    // A decimal point, in sentences and in formulas; between thousands there are three digits, and dates have theirs.
    const points = /(?<![\d.])\d+\.(?!\d{3}(?!\d))\d+/.exec(text.replace(/\d+\.\d+\.\d{4}/g, ""));
    if (points !== null && element.closest("code, textarea, .heard, [lang=en]:not(html)") === null)
      found.add(`a decimal point: ${text.trim().slice(0, 60)}`);
    // Cut off without a sign of it.
    const range = document.createRange();
    range.selectNodeContents(node);
    const drawn = range.getBoundingClientRect();
    if (drawn.width === 0 || element.closest("svg, canvas, .heard, .skip, option, select") !== null) continue;
    for (let at: Element | null = element; at !== null; at = at.parentElement) {
      const { overflowX, textOverflow, clipPath } = getComputedStyle(at);
      if (clipPath !== "none" || /auto|scroll/.test(overflowX)) break;
      const box = at.getBoundingClientRect();
      if (/hidden|clip/.test(overflowX)) {
        if (drawn.right > box.right + 1.5 && textOverflow !== "ellipsis")
          found.add(`cut off: ${text.trim().slice(0, 40)}`);
        break;
      }
    }
  }
  for (const element of document.querySelectorAll("[aria-label], [title], [placeholder]"))
    for (const name of ["aria-label", "title", "placeholder"]) check(element, element.getAttribute(name) ?? "");
  const buttons = [...document.querySelectorAll("button, nav a, label, th, .stations *")].filter(
    (one) =>
      one.checkVisibility() && one.closest("svg") === null && one.children.length === 0 && one.textContent !== "",
  );
  for (const one of buttons) {
    if (one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX === "hidden")
      found.add(`too narrow: ${one.textContent ?? ""}`);
  }
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`the page is ${String(scrollWidth - clientWidth)} px too wide`);
  return [...found];
}
