import type { SiteWords } from '../en.ts';

export const document: SiteWords['document'] = {
  take: 'Mitnehmen',
  takeNote:
    'Alle Einstellungen der Anlage als eine JSON-Datei. Passwörter und Schlüssel stehen nicht darin, nur ihre Namen.',
  none: 'Dieses Gerät hat noch keine Einstellungen. Bringen Sie eine Datei, oder beginnen Sie mit dem ersten Start.',
  download: 'Herunterladen',
  asText: 'Als Text bearbeiten',
  bring: 'Einspielen',
  bringNote: (most) =>
    `Eine Datei von höchstens ${most}. Sie wird zuerst geprüft; nichts ändert sich, bevor Sie sie in Kraft setzen.`,
  open: 'Datei wählen',
  text: 'Anlagendatei',
  check: 'Prüfen',
  checking: 'Das Gerät prüft sie …',
  tooLarge: (name, size, most) =>
    `${name} hat ${size}; das Gerät nimmt höchstens ${most}. Es wurde nichts gesendet, und alles bleibt, wie es ist. Ist das wirklich eine Anlagendatei?`,
  refusedSize: (size) => `Das Gerät hat sie nicht angenommen: ${size} sind zu viel. Es hat sich nichts geändert.`,
  noJson: 'Das ist kein JSON: es lässt sich nicht lesen. Es wurde nichts gesendet.',
  noJsonAt: (line) => `Das ist kein JSON: ab Zeile ${line} lässt es sich nicht lesen. Es wurde nichts gesendet.`,
  faults: (count) => `Noch nicht brauchbar. Fehler: ${count}. Es hat sich nichts geändert.`,
  line: 'Zeile',
  goThere: 'dorthin',
  path: 'Wo',
  says: 'Was das Gerät sagt',
  good: 'Das Gerät findet keinen Fehler darin.',
  same: 'Das Gerät findet keinen Fehler, und es ist dasselbe, was jetzt gilt.',
  changes: 'Was sich ändern würde',
  putNow: 'In Kraft setzen',
  put: 'Die neue Anlagendatei gilt.',
};
