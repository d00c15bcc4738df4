// Which part of the room is open: kept while the reader visits other rooms.

import type { measure } from "../../story/measure.ts";

class Place {
  part = $state<keyof typeof measure.parts>("chain");
}

export const place = new Place();
