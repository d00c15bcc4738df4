// The frame of the page: its name, its rooms, what every room says.

import { told } from "./told.ts";

export const app = told("app", {
  name: "GlassLM",
  loading: "Starting the engine",
  failed: "The engine did not start: {reason}",
  tryAgain: "Try again",
  busy: "The engine is busy with a long calculation. It will answer when that is finished.",
  skip: "Skip to main content",
  loadingRoom: "Loading the room",
  inTab: "GlassLM: open in a tab",
  roomFailed: "This room could not be loaded ({reason}). Try again when you are online.",
  rooms: "Rooms",
  lecture: "Lecture",
  startHere: "Start here",
  room: { predict: "Predict", step: "Step", train: "Train", measure: "Measure", primer: "Primer", corpus: "Corpus" },
  summary: "{corpus} · {words} {unit} · step {step} · {backend}",
  words: "words",
  characters: "characters",
  ownText: "Your text",
  loadedModel: "Loaded model",
  untrained:
    "<unk> never occurs in training, so the model has not learnt anything about it. A minimum count of 2 (Corpus room) would give it examples.",
  run: {
    endBehind: "Enter a step after the present one ({here}); {given} is not. Nothing was trained.",
    noNumber: "what was typed",
    noText: "This model was loaded without its text, so it cannot start over. Open the text in the Corpus room.",
  },
  theme: { light: "Light", dark: "Dark", toDark: "Dark theme", toLight: "Light theme" },
  type: { large: "Larger type", normal: "Normal type" },
  files: {
    share: "Share",
    open: "Open",
    save: "Save",
    about: { share: "Share this moment", open: "Open a model", save: "Save and export" },
  },
  dismiss: "Dismiss",
  rail: "Steps",
  end: "</s>",
  space: "space",
  tab: "tab",
} as const);
