// What a saved model says of its past: the step that it began at and, as a link writes it, what was done to it since. Whether that makes
// sense is for whoever writes a link to say.

import type { Model } from "../client/api/index.ts";

const pasts = new WeakMap<Model, string>();

/** What came with a model that was opened. */
export const pastSaid = (model: Model): string | null => pasts.get(model) ?? null;

export function savedWith(model: Model, past: string | null | undefined): void {
  if (typeof past === "string") pasts.set(model, past);
}
