// The frame of the page: its name, its rooms, what every room says.

export const app = {
  name: "GlassLM",
  loading: "Starting the engine",
  failed: "The engine did not start: {reason}",
  skip: "To the room",
  roomFailed: "This room could not be fetched: {reason}. Open it again when there is a connection.",
  rooms: "Rooms",
  room: { predict: "Predict", step: "Step", train: "Train", measure: "Measure", primer: "Primer", corpus: "Corpus" },
  summary: "{corpus} · {words} {unit} · step {step} · {backend}",
  words: "words",
  characters: "characters",
  ownText: "Your text",
  loadedModel: "Loaded model",
  untrained:
    "<unk> never occurs in training, so what the model says of it was never learnt. A minimum count of 2, in the Corpus room, would teach it.",
  theme: { light: "Light", dark: "Dark", toDark: "Dark theme", toLight: "Light theme" },
  type: { large: "Larger type", normal: "Normal type" },
  dismiss: "Dismiss",
  stage: "The network",
  rail: "Steps",
  inspector: "Inspector",
  end: "</s>",
  space: "space",
  newline: "new line",
  tab: "tab",
} as const;
