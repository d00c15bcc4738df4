// Serves folders under addresses of their own.
import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".mjs": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".json": "application/json",
};

/** `folders`: address, ending in "/", to folder; `files`: address to one file; `isolated`: whether shared memory is to be had. */
export async function serve(folders, files = {}, isolated = true) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://localhost");
    const file = files[pathname] ?? inside(pathname);
    if (file === undefined || !statSync(file, { throwIfNoEntry: false })?.isFile()) {
      response.writeHead(404).end("not found");
      return;
    }
    response.writeHead(200, {
      "content-type": types[extname(file)] ?? "application/octet-stream",
      ...(isolated
        ? { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" }
        : {}),
      "cache-control": "no-store",
    });
    createReadStream(file).pipe(response);
  });
  function inside(pathname) {
    const prefix = Object.keys(folders).find((prefix) => pathname.startsWith(prefix));
    if (prefix === undefined) return undefined;
    const rest = normalize(decodeURIComponent(pathname.slice(prefix.length)) || "index.html");
    return rest.startsWith("..") ? undefined : join(folders[prefix], rest);
  }
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
