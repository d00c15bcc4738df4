// What the scripting interface says about the embeddings: the columns of E as points.

import type { Tensor } from "../types.js";

/** The embeddings along the directions in which they differ most. */
export interface Projection {
  /** |V| x dimensions: each word's place, the words' mean at 0. */
  readonly coordinates: Tensor;
  /** Each direction's share of the whole variance, 0 to 1, the largest first. */
  readonly explained: Float32Array;
  /** dimensions x d: unit vectors; of each the entry of largest size is positive. */
  readonly components: Tensor;
}

/** A word near another. */
export interface Neighbour {
  readonly token: string;
  /** The cosine of the two columns of E, -1 to 1. */
  readonly similarity: number;
}

/** The calls about the embeddings. */
export interface Embeddings {
  /** Principal components of the columns of E; dimensions: 1 to d. */
  project(dimensions: number): Promise<Projection>;
  /** The k words that point most nearly the same way, the nearest first, the word itself left out. */
  neighbours(token: string, k: number): Promise<Neighbour[]>;
}
