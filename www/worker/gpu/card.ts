// The graphics card of this thread: looked for, and its module fetched, only when someone wants to compute on it.

import type { BackendState } from "../../client/api/index.ts";
import { because } from "../../client/wire/errors.ts";
import { sentence } from "../../client/wire/sentence.ts";
import type { Gpu } from "../../../pkg/gpu/glasslm_gpu.js";

/** As much of WebGPU as is asked before the module is there. */
interface Finder {
  requestAdapter(options: { readonly powerPreference: string }): Promise<Adapter | null>;
}

interface Adapter {
  readonly info?: { readonly vendor: string; readonly architecture: string; readonly description: string };
  readonly features: { has(feature: string): boolean };
}

interface Asking {
  requestDevice(wanted: { readonly requiredFeatures?: readonly string[] }): Promise<unknown>;
}

/** Finds an adapter and says which; throws a sentence where there is none. */
export async function adapter(): Promise<{
  readonly detail: string;
  readonly name: string | null;
  readonly found: Adapter;
}> {
  const { gpu } = navigator as { readonly gpu?: Finder };
  if (gpu === undefined) {
    throw because(
      "noWebgpu",
      "this browser has no WebGPU here (navigator.gpu is missing): it needs a recent browser, and a page from https or this machine",
    );
  }
  let found;
  try {
    found = await gpu.requestAdapter({ powerPreference: "high-performance" });
  } catch (error) {
    const why = sentence(error);
    throw because("cardSearch", `the browser could not look for a graphics card: ${why}`, error, { why });
  }
  if (found === null) {
    const none = "the browser has WebGPU, but offers no graphics card (requestAdapter gave null)";
    throw because(
      had ? "cardCrashed" : "cardNotOffered",
      had
        ? `${none}, although it did before: after its GPU process has crashed a few times a browser gives out none until it is started again; close all its windows and open it anew`
        : `${none}; if this machine has one, see that graphics acceleration is switched on in the browser's settings, and start the browser again`,
    );
  }
  const { vendor = "", architecture = "", description = "" } = found.info ?? {};
  const name = [description === "" ? vendor : description, architecture].filter((part) => part !== "").join(", ");
  return { detail: name || "a graphics card", name: name || null, found };
}

/** An open card. */
export interface Card {
  readonly gpu: Gpu;
  readonly detail: string;
  readonly adapter: NonNullable<BackendState["adapter"]>;
}

let opened: Promise<Card> | null = null;
/** Whether one was opened in this thread. */
let had = false;

/** The card, opened once; one that broke is opened anew the next time. */
export async function card(): Promise<Card> {
  opened ??= open();
  try {
    const found = await opened;
    if (found.gpu.fault === undefined) return found;
  } catch (error) {
    opened = null;
    throw error;
  }
  opened = open();
  return opened;
}

async function open(): Promise<Card> {
  const { detail, name, found } = await adapter();
  const module = await import("../../../pkg/gpu/glasslm_gpu.js");
  await module.default({ module_or_path: new URL("../../../pkg/gpu/glasslm_gpu_bg.wasm", import.meta.url) });
  if (found.features.has("subgroups")) {
    try {
      const gpu = await withSubgroups(found, () => module.Gpu.open(true));
      had = true;
      return { gpu, detail: `${detail}, with subgroups`, adapter: { name, subgroups: true } };
    } catch {
      // Some browsers announce them and then refuse the device or the shader: the kernels without them say what else is wrong.
    }
  }
  const gpu = await module.Gpu.open(false);
  had = true;
  return { gpu, detail, adapter: { name, subgroups: false } };
}

/** The GPU library cannot ask a browser for subgroups (wgpu 30 knows them natively only), so they are added to what it asks for. */
async function withSubgroups<T>(found: Adapter, work: () => Promise<T>): Promise<T> {
  const kind = Object.getPrototypeOf(found) as Asking;
  const ask = kind.requestDevice;
  kind.requestDevice = function (this: Asking, wanted) {
    return ask.call(this, { ...wanted, requiredFeatures: [...(wanted.requiredFeatures ?? []), "subgroups"] });
  };
  try {
    return await work();
  } finally {
    kind.requestDevice = ask;
  }
}
