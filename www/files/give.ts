// Handing a file to the reader, under a name that any disk takes.

export function give(
  name: string,
  content: string | Uint8Array<ArrayBuffer> | Blob,
  type = "application/octet-stream",
): void {
  const blob = content instanceof Blob ? content : new Blob([content], { type });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The download has begun once the click is over; the address is let go when it surely is.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A title as the start of a file's name. */
export function fileName(title: string): string {
  const plain = title
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 60);
  return plain === "" ? "glasslm" : plain.toLowerCase();
}
