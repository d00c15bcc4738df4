// Tokens counted as they come by.

export class Tally {
  sentences = 0;
  tokens = 0;
  unknown = 0;
  readonly counts = new Map<string, number>();

  add(page: readonly (readonly string[])[]): void {
    this.sentences += page.length;
    for (const sentence of page) {
      this.tokens += sentence.length;
      for (const token of sentence) {
        if (token === "<unk>") this.unknown += 1;
        this.counts.set(token, (this.counts.get(token) ?? 0) + 1);
      }
    }
  }
}
