// The page's entry: starts the engine, publishes the scripting interface, mounts the application.
import { mount } from "svelte";
import App from "./App.svelte";
import { connect } from "./client/runtime/client.ts";
import { read } from "./state/address.ts";
import { first, speak } from "./state/language.svelte.ts";
import { prepare } from "./state/refusal.svelte.ts";
import type { GlassLM } from "./client/api/index.ts";
import "./styles/theme.css";
import "./styles/base.css";

declare global {
  var glasslm: GlassLM;
}

const target = document.getElementById("app");
if (target === null) throw new Error('index.html has no element with id "app"');
target.replaceChildren();
const client = connect();
globalThis.glasslm = client.glasslm;
client.beforeRefusal(prepare);
const open = (): void => void mount(App, { target, props: { client } });
const language = first(read(location.hash).language);
// Where the words of a language cannot be fetched the page opens in English.
if (language === "en") open();
else void speak(language).then(open, open);
// The page around it may ask for the same interface.
if (window.parent !== window)
  void import("./client/runtime/frame.ts").then(({ answer }) => answer(client.glasslm)).catch(() => undefined);
