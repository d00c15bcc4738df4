// Bytes as text in an HTML file: five letters for four bytes, where base64 needs five and a third.

/** None of them means anything to HTML. */
const LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#()*+,-./:;=?@[]^_{|}~";

/** Four bytes, the highest first, are a number of five digits; of fewer at the end as many letters as tell them, one more than bytes. */
export function base85(bytes: Uint8Array): string {
  const groups: string[] = [];
  for (let at = 0; at < bytes.length; at += 4) {
    let value = 0;
    for (let k = at; k < at + 4; k += 1) value = value * 256 + (bytes[k] ?? 0);
    let group = "";
    for (let k = 0; k < 5; k += 1) {
      group = LETTERS.charAt(value % 85) + group;
      value = Math.floor(value / 85);
    }
    groups.push(group.slice(0, bytes.length - at + 1));
  }
  return groups.join("");
}

export function fromBase85(text: string): Uint8Array<ArrayBuffer> {
  const digits = new Uint8Array(128);
  for (let digit = 0; digit < 85; digit += 1) digits[LETTERS.charCodeAt(digit)] = digit;
  const bytes = new Uint8Array(4 * Math.floor(text.length / 5) + Math.max(0, (text.length % 5) - 1));
  for (let at = 0, to = 0; at < text.length; at += 5, to += 4) {
    let value = 0;
    // What a shorter group leaves out is filled up with the highest digit: its bytes are cut off below.
    for (let k = at; k < at + 5; k += 1)
      value = value * 85 + (k < text.length ? (digits[text.charCodeAt(k)] ?? 0) : 84);
    for (let k = to + 3; k >= to; k -= 1) {
      if (k < bytes.length) bytes[k] = value % 256;
      value = Math.floor(value / 256);
    }
  }
  return bytes;
}
