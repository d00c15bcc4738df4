import assert from "node:assert/strict";
import { test } from "node:test";
import { because, refusal } from "../client/wire/errors.ts";
import { put } from "../story/change.ts";
import { german } from "../story/de/index.ts";
import { prepare } from "./refusal.svelte.ts";
import { restarted } from "./restarted.ts";

void test("is it said in the reader's words why the engine stopped, and why a model is gone?", async () => {
  await prepare();
  const why = because("engineSilent", "it has not answered for 90 seconds", undefined, { seconds: 90 });
  const lost = refusal("MemoryError", "this model would need too much", {
    code: "thisModel",
    facts: {},
    needed: 5.1e9,
    most: 2.4e9,
  });
  // What a browser says comes as it is.
  const other = new Error("the network is gone");
  const said = (): string[] => [
    restarted(why, null, 0),
    restarted(why, { from: 1200 }, 1000),
    restarted(why, { lost }, 0),
    restarted(other, { lost: other }, 0),
  ];
  const again = "The engine stopped (it has not answered for 90 seconds) and was started again.";
  assert.deepEqual(said(), [
    again,
    `${again} The model is back at step 1,000; it was at step 1,200. You cannot go back further.`,
    `${again} The model could not be restored. This model would need about 5,100 MB of memory. At most 2,400 MB can be used here. Make it again in the Corpus room.`,
    "The engine stopped (the network is gone) and was started again. The model could not be restored. the network is gone. Make it again in the Corpus room.",
  ]);
  put("de", german);
  const neu = "Der Rechenkern hat angehalten (er hat 90 Sekunden lang nicht geantwortet) und wurde neu gestartet.";
  assert.deepEqual(said().slice(0, 3), [
    neu,
    `${neu} Das Modell steht wieder bei Schritt 1.000; es war bei Schritt 1.200. Weiter zurück geht es nicht.`,
    `${neu} Das Modell konnte nicht wiederhergestellt werden. Dieses Modell würde etwa 5.100 MB Speicher brauchen. Hier sind höchstens 2.400 MB nutzbar. Erstellen Sie es im Raum „Korpus“ neu.`,
  ]);
  put("en", {});
});
