// Memory that threads share, on a plain host: from the second visit by the service worker's headers. The first is in crew.spec.ts.
import { fileURLToPath } from "node:url";
import { type Page, expect, test } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";
import { type Host, computes, host } from "./host.ts";

declare const glasslm: GlassLM;

test.use({ serviceWorkers: "allow" });

const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));
let served: Host;

test.beforeEach(async () => {
  served = await host(DIST);
});
test.afterEach(() => served.end());

/** Opens the page; what goes wrong in it is a fault. */
async function opened(page: Page): Promise<string[]> {
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => message.type() === "error" && faults.push(message.text()));
  await page.goto(served.url);
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
  await computes(page);
  expect(faults).toEqual([]);
});

test("what a host says of isolation itself stays", async ({ page }) => {
  served.server.prependListener("request", (_request, response) => {
    (response as import("node:http").ServerResponse).setHeader("cross-origin-opener-policy", "unsafe-none");
  });
  await opened(page);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.reload();
  await page.evaluate(() => glasslm.ready);
  expect(await shares(page)).toEqual({ here: false, opener: "unsafe-none" });
  // A frame of the page's own is not the host's concern, and is no open page where a new version asks for those.
  await page.getByRole("link", { name: "Train", exact: true }).click();
  await expect(page.getByRole("region", { name: "Cores" })).toContainText(/Up to \d+ cores/, { timeout: 20_000 });
  const open = await page.evaluate(() => {
    const { port1, port2 } = new MessageChannel();
    navigator.serviceWorker.controller?.postMessage("take", [port2]);
    return new Promise((said) => {
      port1.onmessage = ({ data }) => said(data);
    });
  });
  expect([open, page.frames().length]).toEqual([1, 2]);
});
