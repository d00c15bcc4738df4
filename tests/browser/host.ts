// A host of a test's own, on a port of its own, for what the tests' common one cannot show: a second version, headers, no network.
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Page, expect } from "@playwright/test";
import type { GlassLM } from "../../www/client/api/index.ts";
import { folder, serving } from "./server.mjs";

declare const glasslm: GlassLM;

export interface Host {
  readonly url: string;
  readonly server: Server;
  /** The folder that it serves. */
  dist: string;
  end(): Promise<void>;
}

export async function host(dist: string): Promise<Host> {
  const served = { dist };
  const server = serving(() => served.dist) as Server;
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return Object.assign(served, {
    server,
    url: `http://127.0.0.1:${String(port)}${folder}`,
    end: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** Whether both engines of the open page compute: a few steps by the one, an example taken apart by the other. */
export async function computes(page: Page): Promise<void> {
  const done = await page.evaluate(async () => {
    const before = glasslm.model.step;
    await glasslm.model.train({ steps: 5 });
    const { steps } = await glasslm.model.trace("the hen", "eats");
    return [glasslm.model.step - before, steps.length > 5];
  });
  expect(done).toEqual([5, true]);
}
