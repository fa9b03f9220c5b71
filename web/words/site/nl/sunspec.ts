import type { SiteWords } from '../en.ts';

export const sunspec: SiteWords['sunspec'] = {
  title: 'SunSpec-server',
  note: 'Een regelaar leest vermogen en variabelen via Modbus TCP, op de adressen van het origineel.',
  enabled: 'Server aan',
  enabledNote: 'De antwoorden zijn niet versleuteld en niemand meldt zich aan.',
  port: 'Poort',
  portNote: '502, of vanaf 1024. Op het image zijn 502 en 1502 tot 1509 van buiten bereikbaar.',
  allow: 'Wie mag verbinden',
  allowNote: "IPv4-adressen en netwerken, met komma's; niemand: alleen programma's van dit kastje.",
  writes: 'Mag geschreven worden',
  writesWarning: 'Wie op de lijst staat, mag zonder wachtwoord het hele huis tot 0 % verlagen en variabelen zetten.',
  lease: 'Een geschreven limiet geldt',
  leaseNote: 'Zonder opnieuw geschreven te worden.',
  written: 'Geschreven deel van de aansluiting',
  nothing: 'geen',
};
