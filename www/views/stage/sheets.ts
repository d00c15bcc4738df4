/** Scenes drawn aside: one that is wiped in or has outlines that come and go over it, and the steps on either side of it. */

import { fit } from "../../draw/canvas.ts";
import { drawScene, type Scene } from "./picture.ts";

interface Sheet {
  readonly scene: Scene;
  readonly density: number;
  /** Pixels: a canvas would only keep what is to be drawn, and draw it when it is put somewhere. */
  readonly picture: ImageBitmap;
}

const KEPT = 3;

export class Sheets {
  readonly #canvas = new OffscreenCanvas(1, 1);
  #sheets: readonly Sheet[] = [];

  /** The scene's picture, where there is one. */
  find(scene: Scene, density: number): ImageBitmap | undefined {
    return this.#sheets.find((sheet) => sheet.density === density && same(sheet.scene, scene))?.picture;
  }

  /** The scene's picture, in the place of the one that is furthest from where the stage stands. */
  draw(scene: Scene, density: number, here = scene.head): ImageBitmap {
    const found = this.find(scene, density);
    if (found) return found;
    const { width, height } = scene.layout;
    drawScene(fit(this.#canvas, width, height, density), scene);
    const picture = this.#canvas.transferToImageBitmap();
    const near = this.#sheets.toSorted((a, b) => away(a, scene, here) - away(b, scene, here));
    for (const sheet of near.splice(KEPT - 1)) sheet.picture.close();
    this.#sheets = [...near, { scene, density, picture }];
    return picture;
  }
}

function same(one: Scene, other: Scene): boolean {
  return (Object.keys(one) as (keyof Scene)[]).every((key) => one[key] === other[key]);
}

/** How many steps lie between a sheet and where the stage stands; endlessly many where it shows another example than the scene. */
function away({ scene }: Sheet, { head, ...example }: Scene, here: number): number {
  return same({ ...scene, head }, { ...example, head }) ? Math.abs(scene.head - here) : Number.MAX_VALUE;
}
