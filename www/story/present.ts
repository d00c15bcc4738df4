// The lecturer's page: a presentation, a prepared link, the notes and the handout.

import { told } from "./told.ts";

export const present = told("present", {
  lecturer: "For lecturers",
  start: "Present",
  startKey: "Present this lecture on the whole screen (Alt+Shift+P)",
  prepare: "Prepare a link",
  notes: "Instructor notes",
  handout: "Handout",
  /** The bar of a presentation. */
  bar: "Presentation",
  place: "Chapter {number} of {count}",
  said: "Chapter {number} of {count}: {title}",
  begun:
    "The presentation begins. Page Down and Page Up change the chapter, Escape ends it. Chapter {number} of {count}: {title}",
  ended: "The presentation is over.",
  previous: "Previous chapter",
  next: "Next chapter",
  show: "Show me",
  panels: "Side panels",
  panelsKey: "Show or fold the rooms’ side panels and the lecture’s text (P)",
  black: "Black screen",
  blackKey: "Black screen (B or full stop)",
  isBlack: "The screen is black. Press any key to go on.",
  whole: "Full screen",
  leave: "Leave",
  leaveKey: "Leave the presentation (Escape)",
  /** What a lecturer's link does, over the room. */
  locked: "This link is locked: you can look at everything and change nothing of the model.",
  lockedWhy: "Locked by this link, because it changes the model.",
  noGroup: "The link hides “{name}”, which this page has no controls of. The rest of the link is used.",
  noChapter: "The link’s path names chapter {name}, which this page does not have. The rest of the link is used.",
  outside: "The path of this link leaves out the chapter “{id}”. It opens at its beginning.",
  noDrop: "This link is locked, so it opens no other model.",
  /** The dialog. */
  prepareLead:
    "A link to this page’s model as it is now, for a class. What you choose here is in the link and nowhere else: your own page stays as it is.",
  opensAt: "Opens at",
  chapters: "Chapters of the path",
  allChapters: "All chapters",
  noChapters: "No chapters",
  none: "Choose at least one chapter.",
  lock: "Lock what changes the model: readers inspect, and alter nothing",
  hide: "Hide",
  rooms: "Links to rooms",
  controls: "Controls",
  large: "Large type",
  atOnce: "Open as a presentation",
  says: "What the link does",
  honest: "The link locks and hides controls. It is no safeguard: a reader who edits the address has all of them.",
  tryIt: "Open it in a new tab",
  /** In words, here and in Share. */
  saysLock: "Locks what changes the model",
  saysHide: "Hides: {groups}",
  saysPath: "The path has these chapters: {chapters}",
  saysLarge: "Shows large type",
  saysPresent: "Opens as a presentation",
  saysChapter: "Opens the chapter “{title}”",
  printIt: "Print",
  back: "Back to the page",
} as const);

/** What a link can hide, by its name there: links to rooms, and controls that the views mark. */
export const groups = told("groups", {
  predict: "Predict",
  step: "Step",
  train: "Train",
  measure: "Measure",
  primer: "Primer",
  corpus: "Corpus",
  training: "Training buttons",
  optimizer: "Training settings",
  edit: "Fields that set a number",
  time: "Time machine",
  generate: "Generating text",
  machine: "CPU or GPU",
  exercises: "Check yourself",
  share: "Share",
  open: "Open",
  save: "Save",
} as const);

export type Group = keyof typeof groups;
/** Those that are rooms: a link to one is hidden, and the room stays. */
export const roomGroups: readonly Group[] = ["predict", "step", "train", "measure", "primer", "corpus"];
