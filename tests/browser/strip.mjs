// A strip of pictures of the first 16 seconds of Doubling in the Train room: would a student see words of a class find together?
// `node tests/browser/strip.mjs [PORT] [WIDTHxHEIGHT] [light|dark]`, with a built dist/; the pictures are in tests/browser/screenshots/.
import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";

const [port = "4190", size = "1440x900", colorScheme = "light"] = process.argv.slice(2);
const [width = 1440, height = 900] = size.split("x").map(Number);
const folder = fileURLToPath(new URL("screenshots/", import.meta.url));
mkdirSync(folder, { recursive: true });
const server = spawn(process.execPath, [fileURLToPath(new URL("server.mjs", import.meta.url)), port]);
const browser = await chromium.launch({ executablePath: process.env.CHROME, args: ["--no-sandbox"] });
try {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  for (let tries = 0; ; tries += 1) {
    try {
      await page.goto(`http://127.0.0.1:${port}/some/sub/path/#/train`);
      break;
    } catch (error) {
      if (tries > 20) throw error;
      await new Promise((done) => setTimeout(done, 250));
    }
  }
  await page.evaluate(() => globalThis.glasslm.ready);
  await page.getByRole("button", { name: /Start over/ }).click();
  await page.getByText("Step 0, not training.").first().waitFor();
  await page.getByLabel("Pause where something happens").uncheck();
  const shot = async (second) => {
    const step = await page.evaluate(() => globalThis.glasslm.model.step);
    const path = `${folder}doubling-${String(second).padStart(2, "0")}s.png`;
    await page.screenshot({ path });
    process.stdout.write(`${second} s: step ${step}, ${path}\n`);
  };
  await shot(0);
  await page.getByRole("button", { name: "Train", exact: true }).click();
  const begun = Date.now();
  for (let second = 2; second <= 16; second += 2) {
    await new Promise((done) => setTimeout(done, Math.max(0, begun + 1000 * second - Date.now())));
    await shot(second);
  }
} finally {
  await browser.close();
  server.kill();
}
