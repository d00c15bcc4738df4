// What each step of the plan does, in a reader's words. Keyed by the plan's step ids, which are never renamed.
// `prose` is read beside the equation; `spoken` is heard after the step's title, so letters are named and signs said.

import { told } from "./told.ts";

export const steps = told("steps", {
  lookup: {
    title: "Look up the embeddings",
    prose: "Each context word picks its own column of E: its embedding.",
    spoken: "Each context word's column of E becomes that word's part of small e.",
  },
  concat: {
    title: "Concatenate",
    prose: "The embeddings are joined end to end, oldest word first, into one vector e.",
    spoken: "The embeddings are joined, oldest word first, into the one vector small e.",
  },
  affine: {
    title: "Multiply by W",
    prose: "Every hidden unit multiplies e by its row of W and adds up the products.",
    spoken: "Each hidden unit multiplies its row of W with small e and adds up: that is a.",
  },
  activation: {
    title: "Apply the activation",
    prose: "The activation bends each hidden unit’s sum. Without it, W and U would collapse into a single matrix.",
    spoken: "The activation bends each number of a into the same place of h.",
  },
  logits: {
    title: "Multiply by U",
    prose: "Every word of the vocabulary multiplies h by its row of U and adds up: its score, or logit.",
    spoken: "Each word multiplies its row of U with h and adds up: its score in z.",
  },
  softmax: {
    title: "Softmax",
    prose: "The scores become probabilities: none is negative, and they sum to 1.",
    spoken: "Softmax turns the scores in z into the probabilities y hat.",
  },
  loss: {
    title: "Loss",
    prose: "The loss is −log of the target’s probability: the smaller that probability, the larger the loss.",
    spoken: "The loss L is minus the logarithm of y hat at the target.",
  },
  dz: {
    title: "Gradient of the logits",
    prose: "Softmax and loss together have a simple derivative: the prediction minus the one-hot target.",
    spoken: "The gradient of z is y hat minus the truth: 1 less at the target.",
  },
  dU: {
    title: "Gradient of U",
    prose: "The gradient of each row of U is its word’s error times h.",
    spoken: "The gradient of U is each word's error times h.",
  },
  dc: {
    title: "Gradient of c",
    prose: "The gradient of a word’s output bias is that word’s error itself.",
    spoken: "The gradient of c is the gradient of z itself.",
  },
  dh: {
    title: "Gradient of h",
    prose: "The errors of all words flow back through U to the hidden units.",
    spoken: "The gradient of h is U transposed times the gradient of z.",
  },
  da: {
    title: "Back through the activation",
    prose: "The activation’s slope decides how much of that passes. A saturated unit lets almost nothing through.",
    spoken: "The gradient of a is the gradient of h times the activation's slope, unit by unit.",
  },
  dW: {
    title: "Gradient of W",
    prose: "The gradient of each row of W is its unit’s gradient times the inputs e.",
    spoken: "The gradient of W is each unit's gradient of a times small e.",
  },
  db: {
    title: "Gradient of b",
    prose: "The gradient of a hidden unit’s bias is that unit’s gradient itself.",
    spoken: "The gradient of b is the gradient of a itself.",
  },
  de: {
    title: "Gradient of e",
    prose: "The hidden units’ gradients flow back through W to the embeddings that were read.",
    spoken: "The gradient of small e is W transposed times the gradient of a.",
  },
  dE: {
    title: "Gradient of E",
    prose:
      "Each part of that gradient goes to the column of E that was read. A word read twice gets the sum of both parts.",
    spoken:
      "The gradient of E gets each part of the gradient of small e at the column that was read; all other columns stay zero.",
  },
  // What an update does beside this depends on the optimizer: see `updates`.
  "update.E": {
    title: "Update E",
    prose: "The update changes E, the embeddings.",
    spoken: "The update changes E.",
  },
  "update.W": {
    title: "Update W",
    prose: "The update changes W.",
    spoken: "The update changes W.",
  },
  "update.b": {
    title: "Update b",
    prose: "The update changes the hidden biases b.",
    spoken: "The update changes b.",
  },
  "update.U": {
    title: "Update U",
    prose: "The update changes U.",
    spoken: "The update changes U.",
  },
  "update.c": {
    title: "Update c",
    prose: "The update changes the output biases c.",
    spoken: "The update changes c.",
  },

  "softmax.max": {
    title: "Find the largest logit",
    prose:
      "Find the largest score. Subtracting it changes no probability, but keeps the exponentials from overflowing.",
    spoken: "The maximum is the largest number of z.",
  },
  "softmax.shift": {
    title: "Subtract it",
    prose: "Subtract the largest score from every score: the best word now has 0, all others less.",
    spoken: "Shifted is z minus the maximum.",
  },
  "softmax.exp": {
    title: "Take exponentials",
    prose: "The exponential makes every score positive: 0 becomes 1, and scores far below 0 almost vanish.",
    spoken: "The exponentials are e to the power of shifted.",
  },
  "softmax.sum": {
    title: "Add them up",
    prose: "Add all the exponentials. Each word’s probability is its share of this total.",
    spoken: "The sum adds all the exponentials.",
  },
  "softmax.divide": {
    title: "Divide by the sum",
    prose: "Divide each exponential by the sum. The results are the probabilities.",
    spoken: "Y hat is each of the exponentials divided by the sum.",
  },
  "dz.dyhat": {
    title: "Gradient of the probabilities",
    prose: "The loss depends only on the target’s probability, so every other derivative is zero.",
    spoken: "The gradient of y hat is minus one over y hat at the target, and zero elsewhere.",
  },
  "dz.jacobian": {
    title: "The softmax's Jacobian",
    prose: "Raising one score takes probability from all other words, so each pair of words has a derivative.",
    spoken: "The jacobian holds how each number of y hat changes with each number of z.",
  },
  "dz.product": {
    title: "Their product collapses",
    prose: "Multiply the two, and nearly everything cancels. What remains is ŷ − y.",
    spoken: "The product of the jacobian and the gradient of y hat is y hat minus the truth.",
  },
} as const);

/** What follows an update's own sentence, by what the optimizer does. */
export const updates = told("updates", {
  sgd: "Each weight moves against its gradient, scaled by the learning rate η.",
  momentum: "Each weight moves against its velocity v, which is μ times its previous velocity plus the gradient.",
  adamw:
    "Each weight moves against m̂, a running mean of its gradient, divided by the square root of v̂, a running mean of the squared gradient.",
  decay: "Weight decay λ first multiplies every weight by 1 − ηλ.",
  clip: "The norm of the whole gradient exceeds the limit, so the gradient is first scaled down by the factor clip.",
  onlyRead: "Only the columns that were read change; all others have zero gradient.",
  all: {
    decay: "Columns that were not read change too, because of the weight decay.",
    memory: "Columns that were not read change too, because the optimizer remembers earlier gradients.",
  },
  spoken: {
    sgd: "Each weight moves against its gradient.",
    momentum: "Each weight moves against its velocity.",
    adamw:
      "Each weight moves against the mean of its gradients, divided by the square root of the mean of their squares.",
  },
} as const);

/** Tensors as they are spoken, where that is more than their letter; by their names in the plan. */
export const spokenNames = told("spokenNames", {
  e: "small e",
  yhat: "y hat",
  L: "the loss",
  dz: "gradient of z",
  dU: "gradient of U",
  dc: "gradient of c",
  dh: "gradient of h",
  da: "gradient of a",
  dW: "gradient of W",
  db: "gradient of b",
  de: "gradient of small e",
  dE: "gradient of E",
  "sigma'": "sigma prime",
  y: "y, the truth",
  maximum: "maximum",
  shifted: "shifted",
  exponentials: "exponentials",
  sum: "sum",
  dyhat: "gradient of y hat",
  jacobian: "jacobian",
  product: "product",
} as const);

/** A step of the plan, or a fine step of one. */
export type StepId = keyof typeof steps;
