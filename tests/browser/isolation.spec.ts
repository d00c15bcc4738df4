// Memory that threads share, on a plain host: from the second visit by the service worker's headers, and in a hidden frame before that.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Page, expect, test } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";
import { folder, serving } from "./server.mjs";

declare const glasslm: GlassLM;

test.use({ serviceWorkers: "allow" });

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
let server: Server;
let url = "";

test.beforeEach(async () => {
  server = serving(() => DIST) as Server;
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}${folder}`;
});
test.afterEach(() => {
  server.close();
  server.closeAllConnections();
});

/** Opens the page; what goes wrong in it is a fault. */
async function opened(page: Page): Promise<string[]> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(url);
  await page.evaluate(() => glasslm.ready);
  return faults;
}

/** Whether threads may share memory, here and in a worker of this page. */
const shares = (page: Page) =>
  page.evaluate(async () => {
    const here = crossOriginIsolated && typeof SharedArrayBuffer === "function";
    const fetched = await fetch("index.html");
    return { here, opener: fetched.headers.get("cross-origin-opener-policy") };
  });

test("is the page isolated from the second visit on, under a strict policy, and never reloaded by itself?", async ({
  page,
}) => {
  const faults = await opened(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  expect(await shares(page)).toEqual({ here: false, opener: null });
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  expect(await shares(page)).toEqual({ here: true, opener: "same-origin" });
  // The engine's thread, the second engine and the rooms came with the headers that an isolated page demands.
  await page.getByRole("link", { name: "Step", exact: true }).click();
  const done = await page.evaluate(async () => {
    const before = glasslm.model.step;
    await glasslm.model.train({ steps: 5 });
    const { steps } = await glasslm.model.trace("the hen", "eats");
    return [glasslm.model.step - before, steps.length > 5];
  });
  expect(done).toEqual([5, true]);
  expect(faults).toEqual([]);
});

test("what a host says of isolation itself stays", async ({ page }) => {
  server.prependListener("request", (_request, response) => {
    (response as import("node:http").ServerResponse).setHeader("cross-origin-opener-policy", "unsafe-none");
  });
  await opened(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  expect(await shares(page)).toEqual({ here: false, opener: "unsafe-none" });
});
