// The entry of the one file, dist/glasslm.html: everything that the page of many files would fetch stands in it, packed, as text.
// It opens from a disk, where neither modules nor requests are allowed.

import { mount } from "svelte";
import App from "../App.svelte";
import { connect } from "../client/runtime/client.ts";
import { fromBase85 } from "../files/base85.ts";
import { read } from "../state/address.ts";
import { first, speak } from "../state/language.svelte.ts";
import { type Lesson, lessonIn } from "../files/lesson.ts";
import { openModel } from "../files/open.ts";
import "../styles/theme.css";
import "../styles/base.css";
import EngineThread from "../worker/one.ts?worker&inline";

declare global {
  var glasslmWorker: () => Worker;
  /** A file of the page's folder. */
  var glasslmFetch: (path: string) => Promise<Response>;
}

/** Elements that hold a file each, by its path. */
const parts = [...document.querySelectorAll<HTMLScriptElement>("script[data-file]")];
const packed = new Map(parts.map((part) => [part.dataset["file"] ?? "", fromBase85(part.text)]));

globalThis.glasslmSource = `<!doctype html>\n${document.documentElement.outerHTML}\n`;
globalThis.glasslmFetch = (path) => {
  const file = packed.get(path);
  return Promise.resolve(file === undefined ? new Response(null, { status: 404 }) : new Response(expanded(file)));
};
globalThis.glasslmWorker = () => {
  const thread = new EngineThread({ name: "engine" });
  thread.postMessage(packed);
  return thread;
};

/** Not by way of a Blob: from a disk WebKit cannot read one. */
function expanded(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array<ArrayBuffer>> {
  const { body } = new Response(bytes);
  if (body === null) throw new Error("a part of this file is empty");
  return body.pipeThrough(new DecompressionStream("gzip"));
}

function unpacked(text: string): Uint8Array<ArrayBuffer> {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

const target = document.getElementById("app");
if (target === null) throw new Error('the file has no element with id "app"');
target.replaceChildren();
const lesson = lessonIn(document);
if (lesson !== null && location.hash === "") history.replaceState(null, "", lesson.address);
const client = connect();
globalThis.glasslm = client.glasslm;
void speak(first(read(location.hash).language)).then(() =>
  mount(App, { target, props: { client: { ...client, up: client.up.then(() => show(lesson)) } } }),
);

/** The model of the moment that was saved, before the page would open its own. */
async function show(lesson: Lesson | null): Promise<void> {
  if (lesson?.model == null) return;
  const { glasslm } = client;
  const bytes = new Uint8Array(await new Response(expanded(unpacked(lesson.model))).arrayBuffer());
  // As any saved model: what is noted beside it is its past.
  const { model } = await openModel(glasslm, bytes, lesson.corpus ?? undefined, null);
  await glasslm.show(model);
}
