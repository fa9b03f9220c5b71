import type { LogWords } from './en.ts';

export const de: LogWords = {
  help: {
    title: 'Für alle, die Ihnen helfen',
    does: 'Eine Datei, die sagt, wie es der Box geht: Version, Störungen, Leitungen, was jetzt gemessen und begrenzt wird, Einstellungen, Speicher, Uhr und die letzten Zeilen des Protokolls.',
    secrets:
      'Darin stehen keine Passwörter, PINs, Kartennummern, Zugangsschlüssel oder privaten Schlüssel und keine Namen von Personen und Karten. Namen von Geräten und Stromkreisen, Adressen in Ihrem Netzwerk und die Kurznamen (IDs) von Benutzern bleiben: Jemand muss den Fehler finden.',
    take: 'Datei herunterladen',
  },
  tail: {
    title: 'Das Protokoll jetzt',
    does: 'Die letzten 200 Zeilen, im Speicher gehalten. Die Box schreibt sie auf Englisch.',
    level: 'Zeigen',
    levels: { debug: 'alles', info: 'was geschieht', warn: 'Warnungen und Störungen', error: 'Störungen' },
    names: {
      ...{ trace: 'Einzelheit', debug: 'Einzelheit', info: 'Meldung', warn: 'Warnung', error: 'Störung' },
      fatal: 'Ende des Programms',
    },
    follow: 'Mitlesen',
    stands: 'Es steht still; neue Zeilen werden nicht gezeigt.',
    none: 'Noch keine Zeile dieser Art.',
    reading: 'Wird gelesen …',
    lines: 'Zeilen des Protokolls, älteste zuerst',
    unsynced: 'Uhr nicht gestellt',
  },
  recording: {
    title: 'Aufzeichnung',
    does: 'Schreibt jede Sekunde auf, was die Box liest und entscheidet, damit sich eine Entscheidung nachspielen und erklären lässt. Die Box wird davon nie aufgehalten.',
    persons:
      'Eine Aufzeichnung enthält die Einstellungen, wie sie sind, mit Namen von Personen und Nummern von Karten, und sagt auf die Sekunde, wann ein Auto geladen hat. Geben Sie sie nur jemandem, dem Sie vertrauen.',
    none: 'Es gibt keine Aufzeichnung.',
    runs: 'Es wird aufgezeichnet.',
    since: 'Seit',
    until: 'Bis',
    size: 'Größe',
    minutes: 'Dauer in Minuten',
    minutesNote: '1 bis 1440, ein Tag. Sie endet von selbst.',
    minutesWrong: 'Eine ganze Zahl von 1 bis 1440.',
    start: 'Aufzeichnung starten',
    replaces: 'Es gibt schon eine Aufzeichnung. Eine neue an ihrer Stelle starten? Die alte ist dann weg.',
    yes: 'Ersetzen',
    stop: 'Aufzeichnung beenden',
    take: 'Aufzeichnung herunterladen',
    ended: {
      asked: 'Sie wurde beendet.',
      time: 'Ihre Zeit war um.',
      size: 'Sie war so groß, wie sie werden darf.',
      diskFull: 'Sie endete, weil die Platte fast voll war.',
      diskSlow: 'Sie endete, weil die Platte zu langsam war.',
      writeFailed: 'Sie endete, weil die Platte sie nicht annahm.',
      program: 'Sie endete mit einem Neustart des Programms.',
    },
    noRoom: 'Auf der Platte ist zu wenig Platz für eine Aufzeichnung. Es wurde nichts begonnen.',
  },
};
