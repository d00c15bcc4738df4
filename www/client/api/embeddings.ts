// What the scripting interface says about the embeddings: the columns of E as points.

import type { Tensor } from "./engine.ts";
import type { Clusters, Neighbour, Projection, Trails } from "./shapes.ts";

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
