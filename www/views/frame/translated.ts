// A browser's translator puts elements of its own in the place of the texts it translates. What the page writes into such a text
// later would never be seen, and what it takes away would stay. So each replaced text is put back beside its translation, empty:
// once the page writes into it or removes it, the translation goes.

/** The translator's element for a text, and what the text said. */
interface Replaced {
  readonly by: Element;
  readonly said: string;
}

function isTranslation(node: Node | null): node is Element {
  return node instanceof Element && node.tagName === "FONT";
}

/** Watches over all texts below `root`; returns what ends that. */
export function outlast(root: Node): () => void {
  const replaced = new Map<Text, Replaced>();
  const put = (): void => seen.observe(root, { childList: true, subtree: true });
  const seen = new MutationObserver((records) => {
    seen.disconnect();
    for (const { addedNodes, removedNodes, previousSibling, nextSibling } of records) {
      const by = [...addedNodes, previousSibling, nextSibling].find(isTranslation);
      for (const text of removedNodes) {
        if (!(text instanceof Text) || text.isConnected) continue;
        const known = replaced.get(text);
        if (known !== undefined) forget(text, known);
        else if (by?.isConnected === true && text.data.trim() !== "") keep(text, by);
      }
    }
    // The translator has taken its own away: the text says again what it said.
    for (const [text, { by, said }] of replaced) {
      if (by.isConnected) continue;
      replaced.delete(text);
      if (text.data === "") text.data = said;
    }
    put();
  });
  const written = new MutationObserver((records) => records.forEach(write));

  function keep(text: Text, by: Element): void {
    replaced.set(text, { by, said: text.data });
    // What the page has written meanwhile is heard; what is written here is not.
    written.takeRecords().forEach(write);
    text.data = "";
    written.takeRecords();
    by.after(text);
    written.observe(text, { characterData: true });
  }
  function forget(text: Text, { by }: Replaced): void {
    replaced.delete(text);
    by.remove();
  }
  function write({ target }: MutationRecord): void {
    const known = replaced.get(target as Text);
    if (known !== undefined) forget(target as Text, known);
  }

  put();
  return () => {
    seen.disconnect();
    written.disconnect();
  };
}
