// What each step of the plan does, in a reader's words. Keyed by the plan's step ids, which are never renamed.
// `prose` is read beside the equation; `spoken` is heard after the step's title, so letters are named and signs said.

import { told } from "./told.ts";

export const steps = told("steps", {
  lookup: {
    prose: "Each context word picks its own column of E: its embedding.",
    spoken: "Each context word's column of E becomes that word's part of small e.",
  },
  concat: {
    prose: "The embeddings are laid end to end, oldest word first, into one vector e.",
    spoken: "The embeddings are joined, oldest word first, into the one vector small e.",
  },
  affine: {
    prose: "Every hidden unit weighs all of e with its row of W and adds up.",
    spoken: "Each hidden unit multiplies its row of W with small e and adds up: that is a.",
  },
  activation: {
    prose: "Each hidden unit's sum is bent by the activation; without this, two matrices would be no more than one.",
    spoken: "The activation bends each number of a into the same place of h.",
  },
  logits: {
    prose: "Every word of the vocabulary weighs h with its row of U and gets a score.",
    spoken: "Each word multiplies its row of U with h and adds up: its score in z.",
  },
  softmax: {
    prose: "Scores become probabilities: none negative, and they sum to one.",
    spoken: "Softmax turns the scores in z into the probabilities y hat.",
  },
  loss: {
    prose: "The loss is the surprise at the true next word: the smaller its probability, the larger the loss.",
    spoken: "The loss L is minus the logarithm of y hat at the target.",
  },
  dz: {
    prose: "Softmax and loss together have a simple derivative: the prediction minus the truth.",
    spoken: "The gradient of z is y hat minus the truth: 1 less at the target.",
  },
  dU: {
    prose: "Each row of U changes by its word's error times what the hidden units said.",
    spoken: "The gradient of U is each word's error times h.",
  },
  dc: {
    prose: "A word's output bias feels that word's error directly.",
    spoken: "The gradient of c is the gradient of z itself.",
  },
  dh: {
    prose: "The errors of all words come back through U to the hidden units.",
    spoken: "The gradient of h is U transposed times the gradient of z.",
  },
  da: {
    prose: "The activation's slope decides how much of that passes; a saturated unit lets almost nothing through.",
    spoken: "The gradient of a is the gradient of h times the activation's slope, unit by unit.",
  },
  dW: {
    prose: "Each row of W changes by its unit's gradient times the inputs e.",
    spoken: "The gradient of W is each unit's gradient of a times small e.",
  },
  db: {
    prose: "A hidden unit's bias feels that unit's gradient directly.",
    spoken: "The gradient of b is the gradient of a itself.",
  },
  de: {
    prose: "The hidden units' gradients come back through W to the embeddings that were read.",
    spoken: "The gradient of small e is W transposed times the gradient of a.",
  },
  dE: {
    prose:
      "Each part of that gradient goes to the column its word was read from; a word read twice gets both parts, added.",
    spoken:
      "The gradient of E gets each part of the gradient of small e at the column that was read; all other columns stay zero.",
  },
  // What an update does beside this depends on the optimizer: see `updates`.
  "update.E": {
    prose: "E, the embeddings, takes its step.",
    spoken: "E takes its step.",
  },
  "update.W": {
    prose: "W takes its step.",
    spoken: "W takes its step.",
  },
  "update.b": {
    prose: "The hidden biases b take their step.",
    spoken: "b takes its step.",
  },
  "update.U": {
    prose: "U takes its step.",
    spoken: "U takes its step.",
  },
  "update.c": {
    prose: "The output biases c take their step.",
    spoken: "c takes its step.",
  },

  "softmax.max": {
    prose:
      "Find the largest score. Taking it away changes no probability, but keeps the exponentials from overflowing.",
    spoken: "The maximum is the largest number of z.",
  },
  "softmax.shift": {
    prose: "Take the largest score from every score: the best word now has 0, all others less.",
    spoken: "Shifted is z minus the maximum.",
  },
  "softmax.exp": {
    prose: "The exponential makes every score positive: 0 becomes 1, and what is far below almost vanishes.",
    spoken: "The exponentials are e to the power of shifted.",
  },
  "softmax.sum": {
    prose: "Add them all up: what each word's share will be a share of.",
    spoken: "The sum adds all the exponentials.",
  },
  "softmax.divide": {
    prose: "Divide each by the sum: shares of one, probabilities.",
    spoken: "Y hat is each of the exponentials divided by the sum.",
  },
  "dz.dyhat": {
    prose: "The loss depends on one probability alone, the target's: every other derivative is zero.",
    spoken: "The gradient of y hat is minus one over y hat at the target, and zero elsewhere.",
  },
  "dz.jacobian": {
    prose: "Raising one score takes probability from all other words: each pair of words has its derivative.",
    spoken: "The jacobian holds how each number of y hat changes with each number of z.",
  },
  "dz.product": {
    prose: "Multiply the two, and nearly everything cancels: what is left is ŷ − y.",
    spoken: "The product of the jacobian and the gradient of y hat is y hat minus the truth.",
  },
} as const);

/** What follows an update's own sentence, by what the optimizer does. */
export const updates = told("updates", {
  sgd: "Each number moves against its gradient, scaled by the learning rate η.",
  momentum: "Each number moves against its velocity: the share μ of its last velocity v, plus the gradient.",
  adamw:
    "Each number moves against m̂, a running mean of its gradient, divided by the root of v̂, a running mean of the gradient’s square.",
  decay: "Weight decay λ first shrinks every number by the factor 1 − ηλ.",
  clip: "The norm of the whole gradient is over the limit, so the gradient is first scaled down by the factor clip.",
  onlyRead: "Only the columns that were read move; all others have no gradient.",
  all: "Columns that were not read change too, because of {why}.",
  why: { decay: "weight decay", memory: "what the optimizer remembers" },
  spoken: {
    sgd: "Each number moves against its gradient.",
    momentum: "Each number moves against its velocity.",
    adamw: "Each number moves against the mean of its gradients over the root of the mean of their squares.",
  },
} as const);

/** A step of the plan, or a fine step of one. */
export type StepId = keyof typeof steps;
