import type { CheckWords } from './en.ts';

export const de: CheckWords = {
  before: {
    meter:
      'Eine Last wird bewegt, und es wird geschaut, was der Zähler sieht. Stecken Sie ein Auto an, das mit 10 A oder mehr lädt, oder nehmen Sie einen Wasserkocher. Es dauert 3 bis 10 Minuten; von selbst wird nichts geändert.',
    wiring:
      'Dieser Ladepunkt wird verstellt, die anderen halten 6 A. Stecken Sie ein Auto an, das einphasig lädt. Es dauert 2 bis 4 Minuten; von selbst wird nichts geändert.',
  },
  codes: {
    settling: 'Läuft: die Last beruhigt sich.',
    stepping: 'Läuft: die Last wird auf und ab bewegt.',
    switchOn: 'Schalten Sie die Last jetzt ein. Sie haben 15 Sekunden.',
    switchOff: 'Schalten Sie die Last jetzt aus. Sie haben 15 Sekunden.',
    fits: 'Alles ist wie eingetragen.',
    fitsInPart: 'Was diese Last zeigen konnte, ist wie eingetragen. Eine Last auf einer anderen Phase zeigt den Rest.',
    phasesDiffer:
      'Die Phasen sind andere als eingetragen. Übernehmen Sie den Vorschlag, oder tauschen Sie die Leitungen.',
    signInverted: 'Bezug zählt als Einspeisung. Drehen Sie diesen Wandler, oder übernehmen Sie den Faktor.',
    factorDiffers:
      'Der Zähler zählt einen anderen Strom, als fließt. Prüfen Sie das Verhältnis der Wandler, oder übernehmen Sie den Faktor.',
    noLoad: 'Nichts gefunden: kein Auto bezog 4 A oder mehr. Stecken Sie ein Auto an, das nicht voll ist.',
    noMeter: 'Nichts gefunden: der Zähler gab keinen Strom an. Prüfen Sie Kabel und Adresse.',
    noAnswer: 'Nichts gefunden: der Zähler bewegte sich nicht. Ist es der Zähler dieses Stromkreises?',
    disturbed: 'Nichts gefunden: zu viel anderes ging an und aus. Versuchen Sie es, wenn es im Haus ruhig ist.',
    threePhaseCar:
      'Nichts gefunden: alle Phasen bewegten sich gleich. Nehmen Sie ein Auto, das auf einer oder zwei Phasen lädt.',
    phasesDoNotFit:
      'Nichts gefunden: Last und Zähler passen nicht zusammen. Prüfen Sie die Ladepunkte einzeln, oder nehmen Sie einen Wasserkocher.',
    voltageMixed:
      'Strom und Leistung gehören nicht zusammen: ein Wandler sitzt auf einer anderen Phase als sein Spannungsdraht.',
    noMeterAbove: 'Nicht möglich: über diesem Ladepunkt steht kein Zähler am Hausanschluss.',
    notAGridMeter: 'Nicht möglich: dieser Zähler sitzt nicht am Hausanschluss.',
    unknownDevice: 'Nicht möglich: das gibt es am Standort nicht mehr.',
    observing: 'Nicht möglich: das Gerät beobachtet nur. Lassen Sie es steuern, in der Konfiguration.',
    siteChanged: 'Beendet: die Konfiguration wurde inzwischen geändert. Beginnen Sie neu.',
    ended: 'Beendet. Nichts hat sich geändert.',
  },
  load: 'Was geschaltet wird',
  loads: { cars: 'Autos, die laden', L1: 'Wasserkocher an L1', L2: 'Wasserkocher an L2', L3: 'Wasserkocher an L3' },
  kettle: 'Nehmen Sie eine Last von 1,5 kW oder mehr auf dieser Phase, und schalten Sie sie, wenn es hier steht.',
  start: 'Prüfung beginnen',
  again: 'Noch einmal prüfen',
  end: 'Prüfung beenden',
  seen: (steps, endsAt) => `${steps} Schritte gesehen. Sie endet von selbst um ${endsAt}.`,
  forgotten: 'Das Gerät wurde neu gestartet und hat die Prüfung vergessen. Nichts hat sich geändert. Beginnen Sie neu.',
  other: 'Eine andere Prüfung läuft. Beenden Sie diese zuerst, oder warten Sie, bis sie zu Ende ist.',
  ownPhase: (number) => `Eigene Phase ${number}`,
  notSeen: 'nicht gesehen',
  signRight: 'Bezug zählt als Bezug',
  signTurned: 'Bezug zählt als Einspeisung',
  ratio: (value) => `zählt ${value} A je Ampere`,
  agree: 'Sicherheit',
  agreeing: (share, steps) => `${share} von ${steps} Schritten stimmen überein`,
  offer: 'So stünde es richtig in der Konfiguration:',
  phases: (was, is) => `Phasen ${is} statt ${was}`,
  factor: (was, is) => `Faktor ${is} statt ${was}`,
  factorSays: (factor) => (factor < 0 ? `${-factor}, umgedreht` : String(factor)),
  assumed: {
    meter:
      'Dabei gelten die Ladepunkte als so angeschlossen wie eingetragen. Sicher ist es erst mit einem Wasserkocher an einer bekannten Phase.',
    wiring: 'Nur L1 war zu sehen; der Rest folgt aus einem Rechtsdrehfeld. Messen Sie es nach.',
  },
  apply: 'Übernehmen',
  applied: (name) => `${name} ist so eingetragen, wie die Prüfung es fand.`,
  isThere: 'Es ist so eingetragen, wie die Prüfung es fand. Prüfen Sie zur Sicherheit noch einmal.',
};
