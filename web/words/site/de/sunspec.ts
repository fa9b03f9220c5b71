import type { SiteWords } from '../en.ts';

export const sunspec: SiteWords['sunspec'] = {
  title: 'SunSpec-Server',
  note: 'Eine Steuerung liest Leistung und Variablen über Modbus TCP, an den Adressen des Originals.',
  enabled: 'Server an',
  enabledNote: 'Die Antworten sind nicht verschlüsselt, und niemand meldet sich an.',
  port: 'TCP-Port',
  portNote: '502, oder ab 1024. Auf dem Image sind 502 und 1502 bis 1509 von außen erreichbar.',
  allow: 'Wer sich verbinden darf',
  allowNote: 'IPv4-Adressen und Netze, mit Kommas; niemand: nur Programme dieses Geräts.',
  writes: 'Darf geschrieben werden',
  writesWarning: 'Wer auf der Liste steht, darf ohne Passwort das ganze Haus auf 0 % senken und Variablen setzen.',
  lease: 'Ein geschriebenes Limit gilt',
  leaseNote: 'Ohne dass es neu geschrieben wird.',
  written: 'Geschriebener Anteil am Anschluss',
  nothing: 'keiner',
};
