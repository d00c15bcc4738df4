// What the scripting interface says about the embeddings: the columns of E as points.

import type { Tensor } from "./base.ts";

/** The embeddings along the directions in which they differ most. */
export interface Projection {
  /** |V| x dimensions: each word's place, the words' mean at 0. */
  readonly coordinates: Tensor;
  /** Each direction's share of the whole variance, 0 to 1, the largest first. */
  readonly explained: Float32Array;
  /** dimensions x d: unit vectors; of each the entry of largest size is positive. */
  readonly components: Tensor;
}

/** Where words have been during the run, all seen along the same directions. */
export interface Trails {
  /** Training steps of the states, rising: the run's snapshots, at most 200, and where it stands. */
  readonly steps: Float64Array;
  /** words x states x dimensions; the mean of all words as they stand now is at 0. */
  readonly places: Tensor;
}

/** The words in groups, as their embeddings lie together: k-means, seeded. */
export interface Clusters {
  /** The group of each word, by id; numbered from 0 as they are met. */
  readonly of: Uint32Array;
  /** The share of the embeddings' variance that lies between the groups, 0 to 1. */
  readonly explained: number;
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
  /** The places of words, by id, at the run's snapshots and now, along the `components` of a projection. */
  trails(ids: readonly number[], components: Tensor): Promise<Trails>;
  /** The words in at most k groups; k: 2 to 12. */
  clusters(k: number): Promise<Clusters>;
  /** The k words that point most nearly the same way, the nearest first, the word itself left out. */
  neighbours(token: string, k: number): Promise<Neighbour[]>;
}
