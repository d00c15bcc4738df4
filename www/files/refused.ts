// What the page refuses itself. The sentence is made where it is shown: the reader may have switched the language meanwhile.

export function refused(says: () => string): Error {
  return Object.defineProperty(new Error(), "message", { get: says });
}
