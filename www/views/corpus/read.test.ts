import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { isModel } from "./kinds.ts";
import { read } from "./read.ts";

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const bytes = (text: string): Uint8Array => Uint8Array.from(text, (letter) => letter.charCodeAt(0));

test("UTF-8 is read, emoji and all, without its byte order mark", () => {
  assert.deepEqual(read("a.txt", utf8("\ufeffhen 🐔\né")), { is: "text", text: "hen 🐔\né", encoding: "UTF-8" });
});

test("UTF-16 and UTF-32 are read, with and without mark", () => {
  const wide = (text: string, width: 2 | 4, little: boolean): Uint8Array => {
    const view = new DataView(new ArrayBuffer(width === 2 ? 2 * text.length : 4 * [...text].length));
    if (width === 2) for (let at = 0; at < text.length; at += 1) view.setUint16(2 * at, text.charCodeAt(at), little);
    else [...text].forEach((letter, at) => view.setUint32(4 * at, letter.codePointAt(0) as number, little));
    return new Uint8Array(view.buffer);
  };
  for (const text of ["a b\n", "hen 🐔\né", "母鸡 坐\n母鸡 跑\n"])
    for (const width of [2, 4] as const)
      for (const little of [true, false])
        for (const mark of ["\ufeff", ""]) {
          const got = read("t.txt", wide(mark + text, width, little));
          assert.equal(got.is === "text" && got.text, text, `${text} ${width} ${little} ${mark.length}`);
        }
  // T03
  const got = read("t03.txt", Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x20, 0, 0x62, 0, 0x0a, 0));
  assert.deepEqual(got, { is: "text", text: "a b\n", encoding: "UTF-16LE" });
});

test("what is no UTF-8 is offered as Windows-1252, the first line that shows it both ways", () => {
  const got = read("b.txt", bytes("plain\ncaf\xe9 so\n"));
  assert.deepEqual(got, {
    is: "guess",
    text: "plain\ncafé so\n",
    utf8: "caf\ufffd so",
    windows: "café so",
  });
});

test("what is no text is named as what it is", () => {
  const said = (content: string): string => {
    try {
      read("file", bytes(content));
    } catch (error) {
      return (error as Error).message;
    }
    return "read";
  };
  assert.match(said("%PDF-1.7\n..."), /file is a PDF/);
  assert.match(said("PK\x03\x04\0\0\0\0[Content_Types].xml word/document.xml"), /Word/);
  assert.match(said("PK\x03\x04\0\0\0\0mimetypeapplication/epub+zip"), /e-book/);
  assert.match(said("PK\x03\x04\0\0\0\0a.txt"), /archive/);
  assert.match(said("\x89PNG\r\n\x1a\n\0\0"), /picture/);
  assert.match(said("\xd0\xcf\x11\xe0\xa1\xb1"), /Word/);
  assert.match(said("hi\0there, binary"), /zero byte/);
});

test("a saved model is one, and a text that begins with brackets is not", () => {
  const header = '{"a":1}';
  const model = Uint8Array.of(header.length, 0, 0, 0, 0, 0, 0, 0, ...utf8(header));
  assert.ok(isModel(model));
  assert.equal(read("m", model).is, "model");
  assert.ok(!isModel(utf8('{"text": "a"} and more')));
});

test("HTML and RTF come with their text taken out, for the reader to choose", () => {
  const html = read(
    "p.html",
    utf8(
      "<!DOCTYPE html><head><title>x</title></head><body><p>One &amp; two<br>three</p><script>no()</script><p>4 &#60; 5",
    ),
  );
  assert.equal(html.is === "formatted" && html.text, "One & two\nthree\n\n4 < 5");
  const rtf = read(
    "p.rtf",
    bytes("{\\rtf1\\ansi{\\fonttbl{\\f0 Times;}}\\f0 One \\'e9t\\u233?.\\par Two {\\b bold}\\par{\\*\\x no}}"),
  );
  assert.equal(rtf.is === "formatted" && rtf.text, "One été.\nTwo bold");
});

// `src/text/encoding.rs` reads the same bytes outside of a browser. Node's Windows-1252 is Latin 1: `corpus.spec.ts` reads those.
test("the page and the engine read the same text in the same bytes", () => {
  interface Case {
    readonly name: string;
    readonly bytes: string;
    readonly encoding: string;
    readonly text: string;
  }
  const cases = JSON.parse(readFileSync("tests/reference/encodings.json", "utf8")) as Case[];
  for (const { name, bytes: hex, encoding, text } of cases) {
    if (encoding === "windows-1252") continue;
    const given = Uint8Array.from(hex.match(/../g) ?? [], (two) => parseInt(two, 16));
    let said: { encoding: string; text: string };
    try {
      const got = read("t.txt", given);
      said = got.is === "text" ? { encoding: got.encoding, text: got.text } : { encoding: got.is, text: "" };
    } catch {
      said = { encoding: "none", text: "" };
    }
    assert.deepEqual(said, { encoding, text }, name);
  }
  assert.ok(cases.length > 40);
});
