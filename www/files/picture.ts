// A chart or map of the page as a picture of its own: its title above it, on white, in the colours of the light theme.

import { keep } from "../story/keep.ts";
import { refused } from "./refused.ts";

const SVG = "http://www.w3.org/2000/svg";
/** What a mark's look is made of; the style sheet that gives it on the page does not travel. */
const LOOK = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "stroke-opacity",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "font-style",
  "text-anchor",
  "dominant-baseline",
  "display",
  "visibility",
] as const;
const MARGIN = 16;
const TITLE = 18;
/** Pixels of a PNG for each CSS pixel: sharp in print. */
const DENSITY = 3;

export interface Drawn {
  readonly title: string;
  readonly element: SVGSVGElement | HTMLCanvasElement;
}

/** The pictures that a part of the page shows now, each with the title that it has for a screen reader. */
export function picturesIn(root: ParentNode): Drawn[] {
  const found = [...root.querySelectorAll<SVGSVGElement | HTMLCanvasElement>("svg[role='img'], canvas")];
  return found.flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    const title = titleOf(element);
    return width > 40 && height > 40 && title !== "" ? [{ title, element }] : [];
  });
}

function titleOf(element: Element): string {
  for (let at: Element | null = element; at !== null && at.tagName !== "MAIN"; at = at.parentElement) {
    const label = at.getAttribute("aria-label");
    const named = at.getAttribute("aria-labelledby");
    const text = label ?? (named === null ? null : document.getElementById(named)?.textContent) ?? captionOf(at);
    if (text !== null && text !== undefined && text.trim() !== "") return text.trim().replace(/\s+/g, " ");
  }
  return "";
}

function captionOf(element: Element): string | null {
  return element.tagName === "FIGURE" ? (element.querySelector("figcaption")?.textContent ?? null) : null;
}

/** The picture as an SVG file. A canvas is an image in it; its title is text. */
export function svgOf({ title, element }: Drawn): string {
  const { width, height } = sizeOf(element);
  const out = document.createElementNS(SVG, "svg");
  const [w, h] = [width + 2 * MARGIN, height + 2 * MARGIN + TITLE + 8];
  set(out, { xmlns: SVG, width: w, height: h, viewBox: `0 0 ${w} ${h}`, role: "img" });
  const name = out.appendChild(document.createElementNS(SVG, "title"));
  name.textContent = title;
  set(out.appendChild(document.createElementNS(SVG, "rect")), { width: w, height: h, fill: "#fff" });
  const text = out.appendChild(document.createElementNS(SVG, "text"));
  set(text, {
    x: MARGIN,
    y: MARGIN + TITLE * 0.8,
    "font-family": "system-ui, sans-serif",
    "font-size": TITLE,
    "font-weight": 600,
    fill: "#111",
  });
  text.textContent = title;
  const at = { x: MARGIN, y: MARGIN + TITLE + 8, width, height };
  if (element instanceof HTMLCanvasElement) {
    const image = out.appendChild(document.createElementNS(SVG, "image"));
    set(image, { ...at, href: element.toDataURL("image/png") });
  } else {
    const copy = element.cloneNode(true) as SVGSVGElement;
    dress(element, copy);
    set(copy, at);
    if (!copy.hasAttribute("viewBox")) copy.setAttribute("viewBox", `0 0 ${width} ${height}`);
    out.append(copy);
  }
  return new XMLSerializer().serializeToString(out);
}

/** The picture as a PNG. */
export async function pngOf(drawn: Drawn): Promise<Blob> {
  const svg = svgOf(drawn);
  const image = new Image();
  image.src = `data:image/svg+xml;base64,${base64(svg)}`;
  await image.decode();
  const canvas = document.createElement("canvas");
  canvas.width = image.width * DENSITY;
  canvas.height = image.height * DENSITY;
  const pen = canvas.getContext("2d");
  if (pen === null) throw refused(() => keep.save.noPicture);
  pen.drawImage(image, 0, 0, canvas.width, canvas.height);
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/png"));
  if (blob === null) throw refused(() => keep.save.noPicture);
  return blob;
}

function sizeOf(element: Element): { readonly width: number; readonly height: number } {
  const { width, height } = element.getBoundingClientRect();
  return { width: Math.round(width), height: Math.round(height) };
}

/** Gives a copy's marks the look that they have on the page. */
function dress(from: Element, to: Element): void {
  const style = getComputedStyle(from);
  for (const name of LOOK) to.setAttribute(name, style.getPropertyValue(name));
  to.removeAttribute("class");
  to.removeAttribute("style");
  [...from.children].forEach((child, i) => {
    const copy = to.children[i];
    if (copy !== undefined) dress(child, copy);
  });
}

function set(element: Element, values: Readonly<Record<string, string | number>>): void {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, String(value));
}

function base64(text: string): string {
  let bytes = "";
  for (const byte of new TextEncoder().encode(text)) bytes += String.fromCharCode(byte);
  return btoa(bytes);
}
