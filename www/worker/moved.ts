// Answers with numbers in them, given away rather than copied.

import { transfer } from "comlink";

/** Marks every array of numbers in an answer to move to the page. They are copies of the engine's memory already. */
export function moved<T>(answer: T): T {
  const buffers = new Set<ArrayBuffer>();
  collect(answer, buffers);
  // A text or a number has nothing to move, and the channel takes only objects here.
  return buffers.size === 0 ? answer : transfer(answer, [...buffers]);
}

function collect(value: unknown, buffers: Set<ArrayBuffer>): void {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) buffers.add(value.buffer);
  } else if (Array.isArray(value)) {
    // A list of strings or plain numbers holds nothing to move; the first entry tells.
    if (typeof value[0] === "object") for (const entry of value) collect(entry, buffers);
  } else if (typeof value === "object" && value !== null) {
    for (const entry of Object.values(value)) collect(entry, buffers);
  }
}
