import type { LogWords } from './en.ts';

export const nl: LogWords = {
  help: {
    title: 'Voor wie u helpt',
    does: 'Eén bestand dat vertelt hoe het met de box gaat: versie, storingen, lijnen, wat er nu wordt gemeten en begrensd, instellingen, opslag, klok en de laatste regels van het logboek.',
    secrets:
      'Er staan geen wachtwoorden, pincodes, pasnummers, tokens of sleutels in, en geen namen van personen en passen. Namen van apparaten en groepen, adressen in uw netwerk en de korte namen (id’s) van gebruikers blijven: iemand moet de fout vinden.',
    take: 'Bestand downloaden',
  },
  tail: {
    title: 'Het logboek nu',
    does: 'De laatste 200 regels, in het geheugen bewaard. De box schrijft ze in het Engels.',
    level: 'Tonen',
    levels: { debug: 'alles', info: 'wat er gebeurt', warn: 'waarschuwingen en storingen', error: 'storingen' },
    names: {
      ...{ trace: 'bijzonderheid', debug: 'bijzonderheid', info: 'bericht', warn: 'waarschuwing', error: 'storing' },
      fatal: 'einde van het programma',
    },
    follow: 'Volgen',
    stands: 'Het staat stil; nieuwe regels worden niet getoond.',
    none: 'Nog geen regel van deze soort.',
    reading: 'Bezig met lezen …',
    lines: 'Regels van het logboek, oudste eerst',
    unsynced: 'klok niet gezet',
  },
  recording: {
    title: 'Opname',
    does: 'Schrijft elke seconde op wat de box leest en beslist, zodat een beslissing kan worden nagespeeld en uitgelegd. De box wordt er nooit door opgehouden.',
    persons:
      'Een opname bevat de instellingen zoals ze zijn, met namen van personen en nummers van passen, en zegt op de seconde wanneer een auto laadde. Geef hem alleen aan iemand die u vertrouwt.',
    none: 'Er is geen opname.',
    runs: 'Er wordt opgenomen.',
    since: 'Sinds',
    until: 'Tot',
    size: 'Grootte',
    minutes: 'Duur in minuten',
    minutesNote: '1 tot 1440, een dag. De opname stopt vanzelf.',
    minutesWrong: 'Een heel getal van 1 tot 1440.',
    start: 'Opname starten',
    replaces: 'Er is al een opname. Een nieuwe in de plaats ervan starten? De oude is dan weg.',
    yes: 'Vervangen',
    stop: 'Opname stoppen',
    take: 'Opname downloaden',
    ended: {
      asked: 'De opname is gestopt.',
      time: 'De tijd was om.',
      size: 'De opname was zo groot als hij mag worden.',
      diskFull: 'Geëindigd omdat de schijf bijna vol was.',
      diskSlow: 'Geëindigd omdat de schijf te traag was.',
      writeFailed: 'Geëindigd omdat de schijf het niet aannam.',
      program: 'Geëindigd met een herstart van het programma.',
    },
    noRoom: 'Er is te weinig ruimte op de schijf voor een opname. Er is niets begonnen.',
  },
};
