import { accessSync, constants } from 'node:fs';
import { defineConfig } from '@playwright/test';

const port = 41733;

/** The system's Chromium: the tests download no browser. */
function chromium(): string {
  const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/usr/bin/google-chrome-stable'];
  for (const place of process.env['CHROME'] ? [process.env['CHROME']] : places) {
    try {
      accessSync(place, constants.X_OK);
      return place;
    } catch {
      // Not this one.
    }
  }
  throw new Error('no Chromium was found: install it, or name one in CHROME');
}

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results',
  workers: 1,
  // A test that passes only the second time has failed.
  retries: 0,
  timeout: 60_000,
  reporter: [['list']],
  forbidOnly: true,
  use: {
    baseURL: `http://127.0.0.1:${String(port)}/some/sub/path/`,
    viewport: { width: 1440, height: 900 },
    launchOptions: {
      executablePath: chromium(),
      args: [
        '--no-sandbox', '--enable-unsafe-webgpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
        '--disable-component-update', '--disable-sync',
      ],
    },
    trace: 'retain-on-failure',
  },
  webServer: { command: `node server.mjs ${String(port)}`, url: `http://127.0.0.1:${String(port)}/some/sub/path/`, reuseExistingServer: false },
  projects: [
    { name: 'page', testMatch: '**/*.spec.ts' },
    { name: 'screenshots', testMatch: 'screenshots.ts' },
  ],
});
