import type { share as english } from "../share.ts";
import { translation } from "../translation.ts";

export const share = translation<typeof english>()({
  otherStart:
    "Der Link setzt bei einem Modell bei Schritt {start} an, aber das Modell dieser Seite steht bei Schritt {here}. Das Training des Links wird ignoriert.",
  noCard:
    "Dieser Link wurde mit der Grafikkarte (GPU) erstellt, die hier nicht benutzt werden kann. Stattdessen trainiert die CPU; die letzten Stellen können abweichen. {reason}",
  ended: "Das Training aus diesem Link endete nach {done} von {total} Schritten.",
  awaits:
    "Dieser Link bezieht sich auf einen eigenen Text seines Autors, den ein Link nicht mitbringen kann. Öffnen Sie diesen Text im Raum „Korpus“; dann wird der Rest des Links verwendet.",
  otherText:
    "Das ist nicht der Text, aus dem der Link entstanden ist. Die Einstellungen des Links werden dafür nicht verwendet.",
  training: "Training wie im Link: Schritt {done} von {total}",
  progress: "Training aus diesem Link",
  stop: "Hier anhalten",
  title: "Diesen Moment teilen",
  link: "Link",
  copy: "Link kopieren",
  copied: "Der Link ist kopiert.",
  copyYourself: "Der Browser lässt die Seite nicht kopieren. Der Link ist markiert: Kopieren Sie ihn mit der Tastatur.",
  characters: "{count} Zeichen",
  qr: "QR-Code des Links",
  noQr: "Der Link ist zu lang für einen QR-Code ({reason}).",
  fromDisk:
    "Diese Seite wurde von einem Datenträger geöffnet, daher funktioniert der Link nur auf diesem Gerät. Speichern Sie zum Weitergeben eine Lektion.",
  shows: "Was er zeigt",
  corpus: "{corpus}, Seed {seed}",
  network: "n = {context}, d = {embedding}, H = {hidden}, {activation}",
  shipped: "Das mitgelieferte Modell, trainiert bis Schritt {step}",
  untrained: "Ein neues, untrainiertes Modell",
  trained: "Trainingsschritte, beim Öffnen des Links wiederholt, auf jeder CPU Bit für Bit gleich: {steps}",
  edits: "Von Hand gesetzte Werte: {count}",
  settings: "Die Trainingseinstellungen für die nächsten Schritte",
  room: "Raum: {room}",
  example: "Beispiel: {context}",
  target: "Zielwort: {target}",
  sentence: "Satz: {text}",
  selected: "Ausgewählt: {tensor}",
  chapter: "Das geöffnete Kapitel der Vorlesung",
  cannot: "Was er nicht mitbringen kann",
  ownText: "Ihren Text: Der Link kennt nur seine Prüfsumme und fragt danach. Eine Lektion kann ihn enthalten.",
  file: "Ein Modell aus einer Datei. Der Link öffnet das Modell ohne sein Training; eine Lektion kann es enthalten.",
  forgotten:
    "Den Anfang dieses Laufs: Er steht nicht mehr im Protokoll. Eine Lektion kann das Modell enthalten, wie es ist.",
  tooLong:
    "Das Training: Die Einstellungen wurden für einen Link zu oft geändert. Eine Lektion kann das Modell enthalten, wie es ist.",
  tooMuchByHand:
    "Das Training: Für einen Link wurde zu viel von Hand gesetzt. Eine Lektion kann das Modell enthalten, wie es ist.",
  card: "Die genauen Stellen der GPU. Der Link trainiert auf der GPU, wo es eine gibt, sonst auf der CPU; die letzten Stellen können abweichen.",
  pictures: "Kurven früherer Besuche, aufbewahrte Modelle sowie Größe und Darstellung der Seite.",
  lesson: "Lektion",
  lessonAbout:
    "Die ganze Seite als eine Datei von etwa 2,5 MB, geöffnet an dieser Stelle. Ein Doppelklick öffnet sie ohne Netz; so können Sie sie per USB-Stick oder Messenger weitergeben.",
  saveLesson: "Als Lektion speichern",
  withModel: "Mit dem Modell, wie es jetzt ist",
  withText: "Mit Ihrem Text",
  noPlace: "In dieser GlassLM-Datei ist kein Platz für eine Lektion. Vielleicht stammt sie von einer anderen Version.",
  noOneFile:
    "glasslm.html konnte nicht geladen werden (Status {status}). Die Datei gehört auf dem Server neben index.html.",
  saved: "{name} ist gespeichert.",
});
