// Share: a link to this very moment, and what it holds.

export const share = {
  unread: "The link says {name} “{text}”, which cannot be read. That part is left out, the rest is used.",
  otherStart:
    "The link goes on from a model at step {start}, but the one on this page is at step {here}. Its training is left out.",
  noCard:
    "This link was made with the graphics card (GPU), which cannot be used here ({reason}). The CPU trains instead: the last digits may differ.",
  ended: "The training of this link ended after {done} of {total} steps.",
  training: "Training as the link says: step {done} of {total}",
  progress: "Training of this link",
  stop: "Stop here",
} as const;
