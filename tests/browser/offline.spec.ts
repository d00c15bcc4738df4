// Without network after one visit, and two versions served one after the other, which are never mixed.
import { cpSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Page, expect, test } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";
import { writeWorker } from "../../www/offline/write.mjs";
import { german } from "../../www/story/de/index.ts";
import { wholeWay } from "./course.ts";
import { computes, host } from "./host.ts";
import { inSight } from "./page.ts";

declare const glasslm: GlassLM;

test.use({ serviceWorkers: "allow" });

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** A build as it would be after a change: another name in the page, and a room whose file is called otherwise. */
async function nextBuild(to: string): Promise<void> {
  cpSync(DIST, to, { recursive: true });
  const assets = join(to, "assets");
  const named = (start: string): string =>
    readdirSync(assets).find((name) => name.startsWith(start) && name.endsWith(".js")) ?? "";
  const [room, index] = [named("TrainRoom-"), named("index-")];
  const renamed = [
    [room, "TrainRoom-another1.js"],
    [index, "index-another1.js"],
  ] as const;
  for (const [from, name] of renamed) renameSync(join(assets, from), join(assets, name));
  for (const path of ["index.html", ...readdirSync(assets).map((name) => `assets/${name}`)]) {
    if (!/\.(js|html)$/.test(path)) continue;
    let text = readFileSync(join(to, path), "utf8");
    for (const [from, name] of renamed) text = text.replaceAll(from, name);
    if (path === "index.html") text = text.replace("<head>", '<head><meta name="build" content="next">');
    writeFileSync(join(to, path), text);
  }
  await writeWorker(to);
}

const build = (page: Page) =>
  page.evaluate(() => document.querySelector('meta[name="build"]')?.getAttribute("content") ?? "first");

/** Visits the page until all of it is kept. */
async function visited(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await page.evaluate(async () => {
    await glasslm.ready;
    await navigator.serviceWorker.ready;
  });
}

const update = (page: Page) =>
  page.evaluate(async () => {
    const kept = await navigator.serviceWorker.getRegistration();
    await kept?.update().catch(() => undefined);
    // A version that is not whole is let go.
    while (kept?.installing) await new Promise((done) => setTimeout(done, 50));
    return kept?.waiting != null;
  });

test("does everything work without network after one visit?", async ({ page }) => {
  const served = await host(DIST);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await visited(page, served.url);
  await served.end();
  await page.goto(`${served.url}?a=question#/predict`);
  await page.evaluate(() => glasslm.ready);
  for (const room of ["Step", "Train", "Measure", "Primer", "Corpus"]) {
    await page.getByRole("link", { name: room, exact: true }).click();
    await expect(page.getByRole("main").getByRole("heading").first()).toBeVisible();
  }
  await computes(page);
  await page.getByRole("button", { name: "Share", exact: true }).click();
  const waiting = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save as a lesson" }).click();
  expect(readFileSync(await (await waiting).path()).length).toBeGreaterThan(1_000_000);
  expect(faults).toEqual([]);
});

test("is an assignment answered, handed in and marked without network?", async ({ page }) => {
  const served = await host(DIST);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await visited(page, served.url);
  await served.end();
  await page.goto("about:blank");
  await wholeWay(page, served.url);
  expect(faults).toEqual([]);
});

test("is a new version offered, and never mixed with the old one?", async ({ page, context }, info) => {
  const next = info.outputPath("next");
  await nextBuild(next);
  const served = await host(DIST);
  await visited(page, served.url);
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  // The host has a new version whose files did not all arrive: it is not offered.
  const torn = info.outputPath("torn");
  cpSync(next, torn, { recursive: true });
  writeFileSync(join(torn, "assets", "index-another1.js"), "half a fi");
  served.dist = torn;
  expect(await update(page)).toBe(false);
  served.dist = next;
  expect(await update(page)).toBe(true);
  const offer = page.getByRole("paragraph").filter({ hasText: "A new version of GlassLM is ready." }).first();
  await expect(offer).toBeVisible({ timeout: 15_000 });
  // The old page goes on with its own files, which the host no longer has.
  const asked: string[] = [];
  context.on("response", (response) => asked.push(`${new URL(response.url()).pathname} ${String(response.status())}`));
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(page.getByRole("slider", { name: "Learning rate" })).toBeVisible();
  expect(asked.filter((one) => one.includes("another1") || !one.endsWith(" 200"))).toEqual([]);
  // So does a second page; while it is open the new version waits.
  const second = await context.newPage();
  await second.goto(served.url);
  await second.evaluate(() => glasslm.ready);
  expect(await build(second)).toBe("first");
  await page.getByRole("button", { name: "Use the new version" }).click();
  await expect(inSight(page, "Pages open with the old version: 1.").first()).toBeVisible();
  // In German too: it does not begin again.
  const old = inSight(page.locator(".bar"), "Pages open with the old version: 1.");
  await page.getByRole("button", { name: "Deutsch" }).click();
  await expect(inSight(page.locator(".bar"), german.keep.update.others.replace("{count}", "1"))).toBeVisible();
  await page.getByRole("button", { name: "English" }).click();
  await expect(old).toBeVisible();
  expect(await build(page)).toBe("first");
  await second.close();
  await page.getByRole("button", { name: "Use the new version" }).click();
  await expect.poll(() => build(page).catch(() => "")).toBe("next");
  // The page went there by itself: its script may not have run yet.
  await page.waitForFunction(() => "glasslm" in globalThis);
  await page.evaluate(() => glasslm.ready);
  await expect(page.getByRole("slider", { name: "Learning rate" })).toBeVisible();
  expect(asked.some((one) => one.includes("TrainRoom-another1.js 200"))).toBe(true);
  const kept = await page.evaluate(() => caches.keys());
  expect(kept.filter((name) => name.startsWith("glasslm "))).toHaveLength(1);
  await served.end();
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  expect(await build(page)).toBe("next");
});

/** The Train room is fetched while the host has none of the files that begin like this, and again once it has them. */
async function comesAgain(page: Page, gone: string, start: string): Promise<void> {
  cpSync(DIST, gone, { recursive: true });
  for (const name of readdirSync(join(gone, "assets"))) if (name.startsWith(start)) rmSync(join(gone, "assets", name));
  const served = await host(DIST);
  await page.goto(served.url);
  await page.evaluate(() => glasslm.ready);
  // Nothing is kept yet.
  served.dist = gone;
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(page.getByRole("alert")).toContainText("This room could not be loaded");
  served.dist = DIST;
  await page.getByRole("button", { name: "Try again" }).click();
  await expect(page.getByRole("slider", { name: "Learning rate" })).toBeVisible({ timeout: 15_000 });
  // Its styles too: the host had none of them either.
  const sheets = () =>
    page.evaluate(() => [...document.styleSheets].map(({ href, cssRules }) => [href, cssRules.length]));
  const found = await sheets();
  expect(found.filter(([, rules]) => rules === 0)).toEqual([]);
  expect(found.filter(([href]) => String(href).includes("TrainRoom-"))).toHaveLength(1);
  await served.end();
}

test("a room whose file is gone from the host says so, and comes once it is there again", async ({ page }, info) => {
  await comesAgain(page, info.outputPath("gone"), "TrainRoom-");
});

test("a room of which nothing comes says so, and comes once its files are there again", async ({ page }, info) => {
  await comesAgain(page, info.outputPath("gone"), "");
});

test("a part of the engine that did not come is asked for again", async ({ page }, info) => {
  const gone = info.outputPath("gone");
  cpSync(DIST, gone, { recursive: true });
  for (const name of readdirSync(join(gone, "assets")))
    if (/^(explain|lab|glasslm_lab)-/.test(name)) rmSync(join(gone, "assets", name));
  const served = await host(DIST);
  await page.goto(served.url);
  await page.evaluate(() => glasslm.ready);
  served.dist = gone;
  const traced = () =>
    page.evaluate(() =>
      glasslm.model.trace("the hen", "eats").then(
        ({ steps }) => steps.length > 5,
        () => false,
      ),
    );
  expect(await traced()).toBe(false);
  served.dist = DIST;
  expect(await traced()).toBe(true);
  await served.end();
});

test("a dialog whose styles were gone has them when it is opened again", async ({ page }, info) => {
  const gone = info.outputPath("gone");
  cpSync(DIST, gone, { recursive: true });
  for (const name of readdirSync(join(gone, "assets")))
    if (name.startsWith("SaveDialog-")) rmSync(join(gone, "assets", name));
  const served = await host(DIST);
  await page.goto(served.url);
  await page.evaluate(() => glasslm.ready);
  served.dist = gone;
  const save = page.getByRole("button", { name: "Save", exact: true });
  await save.click();
  await expect(inSight(page, "This dialog could not be loaded").first()).toBeVisible();
  await page.getByRole("button", { name: "Dismiss" }).first().click();
  served.dist = DIST;
  await save.click();
  await expect(page.getByRole("dialog")).toBeVisible({ timeout: 15_000 });
  const sheets = await page.evaluate(() => [...document.styleSheets].map(({ href }) => href ?? ""));
  expect(sheets.filter((href) => href.includes("SaveDialog-"))).toHaveLength(1);
  await served.end();
});

test("does a cache that throws at every call, in turn, stop nothing?", async ({ page, context }, info) => {
  test.setTimeout(180_000);
  const refusing = info.outputPath("refusing");
  cpSync(DIST, refusing, { recursive: true });
  const sw = readFileSync(join(DIST, "sw.js"), "utf8");
  for (const [call, from] of [
    ["CacheStorage.open", "install"],
    ["CacheStorage.match", "install"],
    ["CacheStorage.keys", "install"],
    ["CacheStorage.delete", "install"],
    ["Cache.put", "install"],
    // The page is kept, and its storage taken away then.
    ["CacheStorage.match", "activate"],
  ] as const) {
    const [kind = "", name = ""] = call.split(".");
    const served = await host(DIST);
    await visited(page, served.url);
    // The next version's worker is refused; the one that is there goes on. Then the page begins anew.
    writeFileSync(
      join(refusing, "sw.js"),
      `addEventListener("${from}", () => {
         const refuse = () => { throw new DOMException("refused", "QuotaExceededError"); };
         Object.defineProperty(${kind}.prototype, "${name}", { value: refuse }); });\n${sw}`,
    );
    served.dist = refusing;
    await update(page);
    await page.reload();
    await page.evaluate(() => glasslm.ready);
    await page.getByRole("link", { name: "Train", exact: true }).click();
    await expect(page.getByRole("slider", { name: "Learning rate" })).toBeVisible();
    await page.evaluate(async () => {
      for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
    });
    // A first visit, of the refusing worker alone: whether it comes to work or not, the page does.
    const fresh = await context.newPage();
    await fresh.goto(served.url);
    await fresh.evaluate(() => glasslm.ready);
    await fresh.evaluate(async () => {
      const kept = await navigator.serviceWorker.register("sw.js");
      const worker = kept.installing ?? kept.waiting ?? kept.active;
      await new Promise<void>((resolve) => {
        const told = (): void => {
          if (["activated", "redundant"].includes(worker?.state ?? "")) resolve();
        };
        worker?.addEventListener("statechange", told);
        told();
      });
    });
    await fresh.reload();
    await fresh.evaluate(() => glasslm.ready);
    await fresh.getByRole("link", { name: "Train", exact: true }).click();
    await expect(fresh.getByRole("slider", { name: "Learning rate" })).toBeVisible();
    await fresh.close();
    await served.end();
  }
});

test("may a browser install the page: its manifest, its icons, its worker?", async ({ page }) => {
  const served = await host(DIST);
  await visited(page, served.url);
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  const devtools = await page.context().newCDPSession(page);
  const { url, errors, data } = await devtools.send("Page.getAppManifest");
  expect(url).toBe(`${served.url}manifest.webmanifest`);
  expect(errors).toEqual([]);
  const manifest = JSON.parse(data ?? "") as {
    name: string;
    start_url: string;
    scope: string;
    display: string;
    icons: { src: string; sizes: string; purpose?: string }[];
  };
  expect(manifest).toMatchObject({ name: "GlassLM", display: "standalone" });
  // It begins where it lies, in whatever folder.
  for (const path of [manifest.start_url, manifest.scope]) expect(new URL(path, url).href).toBe(served.url);
  const sizes = await page.evaluate(
    (icons) =>
      Promise.all(
        icons.map(async ({ src, sizes }) => {
          const image = new Image();
          image.src = new URL(src, document.baseURI).href;
          await image.decode();
          return [sizes, `${String(image.naturalWidth)}x${String(image.naturalHeight)}`];
        }),
      ),
    manifest.icons.filter(({ src }) => src.endsWith(".png")),
  );
  for (const [said, is] of sizes) expect(is).toBe(said);
  expect(sizes.map(([said]) => said)).toEqual(expect.arrayContaining(["192x192", "512x512"]));
  expect(manifest.icons.some(({ purpose }) => purpose === "maskable")).toBe(true);
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  // A window of a test is an incognito one, which installs nothing.
  expect(installabilityErrors.filter(({ errorId }) => errorId !== "in-incognito")).toEqual([]);
  await served.end();
});
