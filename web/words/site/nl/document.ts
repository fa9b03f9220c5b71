import type { SiteWords } from '../en.ts';

export const document: SiteWords['document'] = {
  take: 'Meenemen',
  takeNote:
    'Alle instellingen van de installatie als één JSON-bestand. Wachtwoorden en sleutels staan er niet in, alleen hun namen.',
  none: 'Dit kastje heeft nog geen instellingen. Breng een bestand, of begin met de eerste start.',
  download: 'Downloaden',
  asText: 'Als tekst bewerken',
  bring: 'Terugbrengen',
  bringNote: (most) =>
    `Een bestand van hoogstens ${most}. Het wordt eerst gecontroleerd; niets verandert voordat u het laat gelden.`,
  open: 'Bestand kiezen',
  text: 'Installatiebestand',
  check: 'Controleren',
  checking: 'Het kastje controleert het …',
  tooLarge: (name, size, most) =>
    `${name} is ${size}; het kastje neemt hoogstens ${most}. Er is niets verstuurd, en alles blijft zoals het is. Is het echt een installatiebestand?`,
  refusedSize: (size) => `Het kastje nam het niet aan: ${size} is te veel. Er is niets veranderd.`,
  noJson: 'Dit is geen JSON: het is niet te lezen. Er is niets verstuurd.',
  noJsonAt: (line) => `Dit is geen JSON: vanaf regel ${line} is het niet te lezen. Er is niets verstuurd.`,
  faults: (count) => `Nog niet bruikbaar. Fouten: ${count}. Er is niets veranderd.`,
  line: 'Regel',
  goThere: 'ga erheen',
  path: 'Waar',
  says: 'Wat het kastje zegt',
  good: 'Het kastje vindt er geen fout in.',
  same: 'Het kastje vindt geen fout, en het is hetzelfde als wat nu geldt.',
  changes: 'Wat er zou veranderen',
  putNow: 'Laten gelden',
  put: 'Het nieuwe installatiebestand geldt.',
};
