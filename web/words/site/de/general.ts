import type { SiteWords } from '../en.ts';

export const general: SiteWords['general'] = {
  place: 'Name und Ort',
  name: 'Name der Anlage',
  timezone: 'Zeitzone',
  timezoneNote: 'Pläne, Tarife und die Tage und Zeiten dieser Seite gehen nach ihrer Uhr, etwa Europe/Berlin.',
  voltage: 'Spannung einer Phase',
  voltageNote: 'Gilt, wo kein Zähler sie misst.',
  modeTitle: 'Steuern oder beobachten',
  mode: 'Das Gerät',
  modes: {
    manage: 'steuert: es sagt den Ladepunkten, wie viel sie beziehen dürfen',
    observe: 'beobachtet: es schreibt ihnen nichts',
  },
  observeWarning:
    'Solange es beobachtet, begrenzt das Gerät nichts: keine Sicherung wird überwacht, und ein Befehl des Netzbetreibers wird nicht ausgeführt.',
  timing: 'Wartezeiten',
  timingNote: 'Sie halten Autos ruhig. Grenzen werden sofort eingehalten, gleich was hier steht.',
  timingOf: {
    minOnS: { label: 'Ein Auto, das begonnen hat, lädt mindestens' },
    minPauseS: { label: 'Eine Pause dauert mindestens' },
    surplusPauseS: { label: 'Eine Pause mangels Überschuss dauert' },
    raiseIntervalS: { label: 'Erhöht wird höchstens alle' },
    slotS: { label: 'Wer wartet, kommt an die Reihe alle' },
    phaseUpDelayS: { label: 'Von einer Phase zurück auf drei nach' },
  },
  sharing: 'Verteilen',
  share: 'Von jeder Grenze wird genutzt',
  shareNote: 'Leer bedeutet 100 %.',
  imbalance: 'Unterschied zwischen den Phasen, höchstens',
  imbalanceNote: 'Schieflast des Ladens, in den meisten Ländern 20 A.',
  includesHouse: 'Die Last des Hauses zählt zu diesem Unterschied',
  lostTitle: 'Wenn ein Ladepunkt nicht antwortet',
  lost: 'Was ihm dann gesagt wird',
  losts: { minimum: 'sein sicherer Strom, oder weniger', off: 'aufhören', free: 'nichts: er macht weiter wie zuvor' },
  freeWarning:
    'Ein Ladepunkt, der nicht mehr antwortet, darf dann mit dem weitermachen, was ihm zuletzt gesagt wurde; dafür bleibt Platz frei.',
  reading: 'Lesen ohne Anmeldung',
  openReads: 'Jeder in diesem Netzwerk darf die Startseite sehen',
  openReadsNote: 'Auch Programme wie Home Assistant dürfen dann lesen. Wer etwas ändert, braucht immer ein Passwort.',
  openReadsWarning: 'Wer im Netzwerk ist, sieht dann, wann jemand zu Hause ist und wann ein Auto lädt.',
};
