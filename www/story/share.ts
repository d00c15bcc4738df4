// Share: a link to this very moment, and what it holds.

import { told } from "./told.ts";

export const share = told("share", {
  otherStart:
    "The link continues from a model at step {start}, but the one on this page is at step {here}. Its training is ignored.",
  noCard:
    "This link was made with the graphics card (GPU), which cannot be used here. The CPU trains instead: the last digits may differ. {reason}",
  ended: "The training from this link ended after {done} of {total} steps.",
  awaits:
    "This link is about its author's own text, which a link cannot carry. Open that text in the Corpus room: the rest of the link is then used.",
  otherText: "This text is not the one that the link was made from. The link's settings are not used for it.",
  training: "Training as in the link: step {done} of {total}",
  progress: "Training from this link",
  stop: "Stop here",
  title: "Share this moment",
  link: "Link",
  copy: "Copy the link",
  copied: "The link is copied.",
  copyYourself: "The browser does not let the page copy. The link is selected: copy it with the keyboard.",
  characters: "{count} characters",
  qr: "QR code of the link",
  noQr: "The link is too long for a QR code ({reason}).",
  fromDisk: "This page was opened from a disk, so the link works only on this machine. To share it, save a lesson.",
  shows: "What it shows",
  corpus: "{corpus}, seed {seed}",
  network: "n = {context}, d = {embedding}, H = {hidden}, {activation}",
  shipped: "The model that comes with the page, trained to step {step}",
  untrained: "A new model, not trained",
  trained: "Training steps, repeated when the link opens, bit for bit the same on every CPU: {steps}",
  edits: "Values set by hand: {count}",
  settings: "The training settings for the next steps",
  room: "Room: {room}",
  example: "Example: {context}",
  target: "Target: {target}",
  sentence: "Sentence: {text}",
  selected: "Selected: {tensor}",
  chapter: "The open chapter of the lecture",
  cannot: "What it cannot carry",
  ownText: "Your text: the link identifies it only by a digest and asks for it. A lesson can hold it.",
  file: "A model from a file. The link opens the model without its training; a lesson can hold it.",
  forgotten: "The beginning of this run: it is no longer in the run's log. A lesson can hold the model as it is.",
  tooLong: "The training: it changed its settings too often for a link. A lesson can hold the model as it is.",
  tooMuchByHand: "The training: too much was set by hand for a link. A lesson can hold the model as it is.",
  card: "The GPU's exact digits. The link trains on the GPU where there is one, else on the CPU; the last digits may differ.",
  pictures: "Curves of earlier visits, kept models, and the page's size and theme.",
  /** Of a lesson: the page as one file. */
  lesson: "Lesson",
  lessonAbout:
    "The whole page as one file of about 2.5 MB, opened at this place. A double click opens it without any network, so you can pass it on by memory stick or messenger.",
  saveLesson: "Save as a lesson",
  withModel: "With the model as it is now",
  withText: "With your text",
  noPlace: "This GlassLM file has no place for a lesson. It may be of another version.",
  noOneFile: "glasslm.html could not be fetched (status {status}). It belongs beside index.html on the page's host.",
  saved: "{name} is saved.",
} as const);
