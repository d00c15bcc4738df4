// A model as a folder that PyTorch goes on from: the saved file, its vocabulary and settings, and one script that loads,
// predicts, evaluates and trains.

import type { Activation, ExportSettings } from "../../client/api/index.ts";
import { readHeader } from "../header.ts";
import { packed } from "../zip.ts";
import script from "./glasslm.py?raw";

const SIGMA: Record<Activation, string> = { tanh: "torch.tanh", sigmoid: "torch.sigmoid", relu: "torch.relu" };

/** The script for one model. Sizes and rule are numbers and known names: nothing of a text reaches the code. */
export function scriptFor(saved: Uint8Array, settings: ExportSettings = {}): string {
  const { options, vocabulary } = headerOf(saved);
  const { context = 3, embedding = 16, hidden = 64, activation = "tanh", bias = false } = options;
  const sizes = [context, embedding, hidden, vocabulary.length].map(Number).join(", ");
  const rule = Object.entries(settings)
    .filter(([, value]) => (typeof value === "number" && Number.isFinite(value)) || /^[a-z]+$/.test(String(value)))
    .map(([name, value]) => `"${name}": ${typeof value === "number" ? value : `"${String(value)}"`}`);
  const set = (name: string, value: string) => (text: string) =>
    text.replace(new RegExp(`^${name} = .*$`, "m"), () => `${name} = ${value}`);
  return [
    set("CONTEXT, EMBEDDING, HIDDEN, VOCABULARY", sizes),
    set("ACTIVATION", SIGMA[activation]),
    set("BIAS", bias ? "True" : "False"),
    set("RULE", `{${rule.join(", ")}}`),
  ].reduce((text, change) => change(text), script);
}

/** The folder as a zip. `saved`: as `model.save()` gives it. */
export function exported(saved: Uint8Array, settings: ExportSettings = {}): Uint8Array<ArrayBuffer> {
  const { options, vocabulary } = headerOf(saved);
  return packed({
    "model.safetensors": saved,
    "vocabulary.json": `${JSON.stringify(vocabulary)}\n`,
    "corpus.json": `${JSON.stringify(options, null, 2)}\n`,
    "glasslm.py": scriptFor(saved, settings),
  });
}

function headerOf(saved: Uint8Array) {
  const header = readHeader(saved);
  if (header === null) throw new Error("These bytes are no model that GlassLM saved; give what model.save() gives.");
  return header;
}
