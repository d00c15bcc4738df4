// German: a file for each file of the catalogue. All of it is one chunk, fetched when German is chosen.

import { app } from "./app.ts";
import { assignment, grading, making } from "./assignment.ts";
import { backend } from "./backend.ts";
import { cores } from "./cores.ts";
import { classes, corpora } from "./corpora.ts";
import { corpus } from "./corpus.ts";
import { counted } from "./counted.ts";
import { exercises, kinds, misses, names } from "./exercises.ts";
import { keep } from "./keep.ts";
import { chapters, glossary, guesses, path } from "./lecture.ts";
import { limits } from "./limits.ts";
import { link } from "./link.ts";
import { living } from "./living.ts";
import { measure } from "./measure.ts";
import { handout, notes } from "./notes.ts";
import { predict } from "./predict.ts";
import { groups, present } from "./present.ts";
import { primer } from "./primer.ts";
import { refusals } from "./refusals.ts";
import { replaced } from "./replaced.ts";
import { restarted } from "./restarted.ts";
import { share } from "./share.ts";
import { step } from "./step.ts";
import { spokenNames, steps, updates } from "./steps.ts";
import { time } from "./time.ts";
import { train } from "./train.ts";

/** By the name that each part has in `told`. */
export const german = {
  app,
  assignment,
  backend,
  chapters,
  cores,
  classes,
  corpora,
  corpus,
  counted,
  exercises,
  glossary,
  grading,
  groups,
  handout,
  guesses,
  keep,
  kinds,
  limits,
  link,
  living,
  making,
  measure,
  misses,
  names,
  notes,
  path,
  predict,
  present,
  primer,
  refusals,
  replaced,
  restarted,
  share,
  spokenNames,
  step,
  steps,
  time,
  train,
  updates,
};

export { put } from "../change.ts";
