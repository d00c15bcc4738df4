// Serves dist/ as a strict host would: under a folder of its own, with the content policy as a header.
// Usage: node server.mjs PORT
// A test can have one of its own, of another folder, and change that while it runs.
import { createReadStream, realpathSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";

export const folder = "/some/sub/path/";
/** What a host may add to the page's own policy: that nobody frames it. */
const policy =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; font-src 'self'; " +
  "worker-src 'self'; frame-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'";
const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".webp": "image/webp",
  ".webmanifest": "application/manifest+json",
  ".json": "application/json",
};

export const serving = (dist, frames = "frame-ancestors 'none'") =>
  createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    // Only what stands in dist/ exists here: an address outside the folder, or one that climbs out of it, is not found.
    const inside = pathname.startsWith(folder)
      ? normalize(decodeURIComponent(pathname.slice(folder.length)) || "index.html")
      : "..";
    const file = join(dist(), inside);
    let stats;
    try {
      stats = inside.startsWith("..") ? undefined : statSync(file);
    } catch {
      stats = undefined;
    }
    if (!stats?.isFile()) {
      response.writeHead(404).end("not found");
      return;
    }
    const { size, mtimeMs, ino } = stats;
    const etag = `"${String(ino)} ${String(mtimeMs)} ${String(size)}"`;
    const headers = {
      "content-security-policy": `${policy}; ${frames}`,
      // Kept by the browser, which asks each time whether it is still the same.
      "cache-control": "no-cache",
      etag,
      "x-content-type-options": "nosniff",
    };
    if (request.headers["if-none-match"] === etag) {
      response.writeHead(304, headers).end();
      return;
    }
    const type = types[extname(file)] ?? "application/octet-stream";
    response.writeHead(200, { ...headers, "content-type": type, "content-length": size });
    createReadStream(file).pipe(response);
  });

if (realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const dist = fileURLToPath(new URL("../../dist/", import.meta.url));
  serving(() => dist).listen(Number(process.argv[2]), "127.0.0.1");
}
