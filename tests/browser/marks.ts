// The page's drawing marks, bundled for a test that looks at their pixels.
export * from "../../www/draw/axis.ts";
export * from "../../www/draw/canvas.ts";
export * from "../../www/draw/colour.ts";
export * from "../../www/draw/ink.ts";
export * from "../../www/draw/line.ts";
export * from "../../www/draw/raster.ts";
export * from "../../www/draw/scatter.ts";
export * from "../../www/views/stage/layout.ts";
export * from "../../www/views/stage/picture.ts";
export * from "../../www/views/step/flow.ts";
