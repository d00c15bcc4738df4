// The worked examples in a real JupyterLab: the anywidget, and the cell that needs nothing installed.
// JUPYTER_PYTHON names a Python that has JupyterLab and anywidget. Without one: skipped, or failed where REQUIRE_JUPYTER=1.
import { type ChildProcess, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import { type AddressInfo, createServer as listener } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { folder, serving } from "./server.mjs";
import { inSight } from "./page.ts";

const python = process.env.JUPYTER_PYTHON ?? "";
const examples = fileURLToPath(new URL("../embed/", import.meta.url));
const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

test.beforeEach(() => {
  if (python !== "") return;
  if (process.env.REQUIRE_JUPYTER === "1")
    throw new Error("REQUIRE_JUPYTER=1, and JUPYTER_PYTHON names no Python with JupyterLab");
  test.skip(true, "no Python with JupyterLab: set JUPYTER_PYTHON");
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = listener().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

test("do the widget and the cell work in JupyterLab?", async ({ page }, info) => {
  test.setTimeout(240_000);
  const host = serving(() => DIST, "") as Server;
  host.prependListener("request", (_request, response) => {
    response.setHeader("access-control-allow-origin", "*");
  });
  await new Promise<void>((resolve) => {
    host.listen(0, "127.0.0.1", resolve);
  });
  const address = `http://127.0.0.1:${String((host.address() as AddressInfo).port)}${folder}`;
  const at = info.outputPath("notebooks");
  mkdirSync(at, { recursive: true });
  cpSync(join(examples, "widget.py"), join(at, "widget.py"));
  const code = (source: string, id: string) => ({
    cell_type: "code",
    execution_count: null,
    id,
    metadata: {},
    outputs: [],
    source,
  });
  const text = "a cat sat\\na dog sat\\na dog ran\\n";
  const cells = [
    code(
      `from widget import GlassLM\nw = GlassLM("${text}" * 20, page="${address}", options={"hidden": 8}, steps=25)\nw`,
      "widget",
    ),
    code('print("took", len(w.losses), "steps, at step", w.step, w.error)', "losses"),
    code(readFileSync(join(examples, "cell.txt"), "utf8").replaceAll("https://example.org/glasslm/", address), "cell"),
  ];
  const kernelspec = { display_name: "Python 3", language: "python", name: "python3" };
  writeFileSync(
    join(at, "notes.ipynb"),
    JSON.stringify({ cells, metadata: { kernelspec }, nbformat: 4, nbformat_minor: 5 }),
  );
  const port = await freePort();
  const lab: ChildProcess = spawn(
    python,
    [
      ...["-m", "jupyterlab", "--no-browser", "--allow-root", `--port=${String(port)}`, "--ServerApp.port_retries=0"],
      ...[`--ServerApp.root_dir=${at}`, "--IdentityProvider.token=", "--ServerApp.password="],
    ],
    { stdio: "ignore" },
  );
  try {
    const url = `http://127.0.0.1:${String(port)}/lab/tree/notes.ipynb`;
    await expect
      .poll(
        () =>
          page.request
            .get(url)
            .then((answer) => answer.status())
            .catch(() => 0),
        { timeout: 60_000 },
      )
      .toBe(200);
    await page.goto(url);
    const run = async (index: number): Promise<void> => {
      await page.locator(".jp-Notebook .jp-Cell .cm-content").nth(index).click();
      await page.keyboard.press("Shift+Enter");
    };
    await expect(page.locator(".jp-Notebook .jp-Cell .cm-content").nth(2)).toBeVisible({ timeout: 60_000 });
    await expect(inSight(page, "Python 3 (ipykernel) | Idle")).toBeVisible({ timeout: 60_000 });
    await run(0);
    const frame = page.frameLocator('iframe[title="GlassLM"]').first();
    await expect(inSight(frame, "Step 25, not training.").first()).toBeVisible({ timeout: 60_000 });
    // The page shows the step before Python has heard of it: who asks too early asks again.
    const heard = page.locator(".jp-OutputArea-output").filter({ hasText: "took 25 steps, at step 25" });
    await expect(async () => {
      await run(1);
      await expect(heard).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 60_000 });
    await run(2);
    await expect(page.locator("output#loss")).toHaveText(/^Validation perplexity [0-9.]+$/, { timeout: 60_000 });
  } finally {
    lab.kill();
    host.close();
    host.closeAllConnections();
  }
});
