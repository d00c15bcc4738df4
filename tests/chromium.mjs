// The system's Chromium, for the tests and the benchmarks: neither downloads a browser.
import { accessSync, constants } from "node:fs";

const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/usr/bin/google-chrome-stable",
];

/** Where it lies: where CHROME says, else in one of the usual places. */
export function executable() {
  for (const place of process.env["CHROME"] ? [process.env["CHROME"]] : places) {
    try {
      accessSync(place, constants.X_OK);
      return place;
    } catch {
      // Not this one.
    }
  }
  throw new Error("no Chromium was found: install it, or name one in CHROME");
}
