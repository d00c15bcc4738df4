import { defineConfig } from "@playwright/test";
import { executable } from "../chromium.mjs";

// Two checkouts on one machine need a port each.
const port = Number(process.env.TEST_PORT ?? 41733);

export default defineConfig({
  testDir: ".",
  outputDir: "../../test-results",
  workers: 1,
  // A test that passes only the second time has failed.
  retries: 0,
  timeout: 60_000,
  reporter: [["list"]],
  forbidOnly: true,
  use: {
    baseURL: `http://127.0.0.1:${String(port)}/some/sub/path/`,
    // What the page keeps for when there is no network would answer in place of the host; its own test allows it.
    serviceWorkers: "block",
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: executable(),
      args: [
        "--no-sandbox",
        "--enable-unsafe-webgpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
    trace: "retain-on-failure",
  },
  webServer: {
    command: `node server.mjs ${String(port)}`,
    url: `http://127.0.0.1:${String(port)}/some/sub/path/`,
    reuseExistingServer: false,
  },
  projects: [
    { name: "page", testMatch: "**/*.spec.ts" },
    { name: "screenshots", testMatch: "screenshots.ts" },
  ],
});
