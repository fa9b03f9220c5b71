import type { CheckWords } from './en.ts';

export const nl: CheckWords = {
  before: {
    meter:
      'Er wordt een belasting verschoven en gekeken wat de meter ziet. Sluit een auto aan die met 10 A of meer laadt, of neem een waterkoker. Het duurt 3 tot 10 minuten; vanzelf verandert er niets.',
    wiring:
      'Dit laadpunt wordt versteld, de andere houden 6 A. Sluit een auto aan die op één fase laadt. Het duurt 2 tot 4 minuten; vanzelf verandert er niets.',
  },
  codes: {
    settling: 'Bezig: de belasting komt tot rust.',
    stepping: 'Bezig: de belasting gaat op en neer.',
    switchOn: 'Zet de belasting nu aan. U hebt 15 seconden.',
    switchOff: 'Zet de belasting nu uit. U hebt 15 seconden.',
    fits: 'Alles is zoals ingevuld.',
    fitsInPart: 'Wat deze belasting kon tonen, is zoals ingevuld. Een belasting op een andere fase toont de rest.',
    phasesDiffer: 'De fasen zijn anders dan ingevuld. Neem het voorstel over of verwissel de draden.',
    signInverted: 'Afname telt als teruglevering. Draai die stroomtrafo om of neem de factor over.',
    factorDiffers:
      'De meter telt een andere stroom dan er loopt. Controleer de verhouding van de stroomtrafo’s of neem de factor over.',
    noLoad: 'Niets gevonden: geen auto nam 4 A of meer af. Sluit een auto aan die niet vol is.',
    noMeter: 'Niets gevonden: de meter gaf geen stroom. Controleer draad en adres.',
    noAnswer: 'Niets gevonden: de meter bewoog niet. Is het de meter van deze groep?',
    disturbed: 'Niets gevonden: er ging te veel anders aan en uit. Probeer het als het in huis rustig is.',
    threePhaseCar: 'Niets gevonden: alle fasen bewogen gelijk. Neem een auto die op één of twee fasen laadt.',
    phasesDoNotFit:
      'Niets gevonden: belasting en meter kloppen niet met elkaar. Controleer de laadpunten één voor één of neem een waterkoker.',
    voltageMixed:
      'Stroom en vermogen horen niet bij elkaar: een stroomtrafo zit op een andere fase dan zijn spanningsdraad.',
    noMeterAbove: 'Niet mogelijk: boven dit laadpunt staat geen meter op de huisaansluiting.',
    notAGridMeter: 'Niet mogelijk: deze meter zit niet op de huisaansluiting.',
    unknownDevice: 'Niet mogelijk: dit apparaat is er niet meer.',
    observing: 'Niet mogelijk: het kastje kijkt alleen toe. Laat het sturen, in de configuratie.',
    siteChanged: 'Beëindigd: de configuratie is intussen gewijzigd. Begin opnieuw.',
    ended: 'Beëindigd. Er is niets veranderd.',
  },
  load: 'Wat er geschakeld wordt',
  loads: {
    cars: 'Auto’s die laden',
    L1: 'Een waterkoker op L1',
    L2: 'Een waterkoker op L2',
    L3: 'Een waterkoker op L3',
  },
  kettle: 'Neem een belasting van 1,5 kW of meer op deze fase en schakel hem als het hier staat.',
  start: 'Controle beginnen',
  again: 'Opnieuw controleren',
  end: 'Controle beëindigen',
  seen: (steps, endsAt) => `${steps} stappen gezien. Ze eindigt vanzelf om ${endsAt}.`,
  forgotten: 'Het kastje is opnieuw gestart en de controle vergeten. Er is niets veranderd. Begin opnieuw.',
  other: 'Er loopt een andere controle. Beëindig die eerst of wacht tot ze klaar is.',
  ownPhase: (number) => `Eigen fase ${number}`,
  notSeen: 'niet gezien',
  signRight: 'afname telt als afname',
  signTurned: 'afname telt als teruglevering',
  ratio: (value) => `telt ${value} A per ampère`,
  agree: 'Zekerheid',
  agreeing: (share, steps) => `${share} van ${steps} stappen kloppen met elkaar`,
  offer: 'Zo zou het goed in de configuratie staan:',
  phases: (was, is) => `fasen ${is}, niet ${was}`,
  factor: (was, is) => `factor ${is}, niet ${was}`,
  factorSays: (factor) => (factor < 0 ? `${-factor}, omgedraaid` : String(factor)),
  assumed: {
    meter:
      'Daarbij gelden de laadpunten als aangesloten zoals ingevuld. Zeker is het pas met een waterkoker op een bekende fase.',
    wiring: 'Alleen L1 was te zien; de rest volgt uit een rechtsdraaiend veld. Meet het na.',
  },
  apply: 'Overnemen',
  applied: (name) => `${name} staat zoals de controle het vond.`,
  isThere: 'Het staat zoals de controle het vond. Controleer voor de zekerheid nog eens.',
};
