// What each step of the plan does, in a reader's words. Keyed by the plan's step ids, which are never renamed.

export const steps = {
  lookup: "Each context word picks its own column of E: its embedding.",
  concat: "The embeddings are laid end to end, oldest word first, into one vector e.",
  affine: "Every hidden unit weighs all of e with its row of W.",
  activation: "Each hidden unit's sum is bent by the activation; without this, two matrices would be no more than one.",
  logits: "Every word of the vocabulary weighs h with its row of U and gets a score.",
  softmax: "Scores become probabilities: none negative, and they sum to one.",
  loss: "The loss is the surprise at the true next word: the smaller its probability, the larger the loss.",
  dz: "Softmax and loss together have a simple derivative: the prediction minus the truth.",
  dU: "Each row of U changes by its word's error times what the hidden units said.",
  dc: "A word's output bias feels that word's error directly.",
  dh: "The errors of all words come back through U to the hidden units.",
  da: "The activation's slope decides how much of that passes; a saturated unit lets almost nothing through.",
  dW: "Each row of W changes by its unit's gradient times the inputs e.",
  db: "A hidden unit's bias feels that unit's gradient directly.",
  de: "The hidden units' gradients come back through W to the embeddings that were read.",
  dE: "Each part of that gradient goes to the column its word was read from; a word read twice gets both parts.",
  "update.E": "The columns that were read move against their gradient.",
  "update.W": "W moves against its gradient, scaled by the learning rate.",
  "update.b": "The hidden biases move against their gradient.",
  "update.U": "U moves against its gradient, scaled by the learning rate.",
  "update.c": "The output biases move against their gradient.",
} as const;

/** A step of the plan. */
export type StepId = keyof typeof steps;
