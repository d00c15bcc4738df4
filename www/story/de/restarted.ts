import type { restarted as english } from "../restarted.ts";
import { translation } from "../translation.ts";

export const restarted = translation<typeof english>()({
  again: "Der Rechenkern hat angehalten ({reason}) und wurde neu gestartet.",
  same: "Das Modell steht wie zuvor bei Schritt {step}. Weiter zurück geht es nicht.",
  fell: "Das Modell steht wieder bei Schritt {to}; es war bei Schritt {from}. Weiter zurück geht es nicht.",
  lost: "Das Modell konnte nicht wiederhergestellt werden. {reason} Erstellen Sie es im Raum „Korpus“ neu.",
});
