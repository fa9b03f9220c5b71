import type { SiteWords } from '../en.ts';

export const general: SiteWords['general'] = {
  place: 'Naam en plaats',
  name: 'Naam van de installatie',
  timezone: 'Tijdzone',
  timezoneNote: 'Plannen, tarieven en de dagen en tijden van deze pagina volgen haar klok, zoals Europe/Amsterdam.',
  voltage: 'Spanning van een fase',
  voltageNote: 'Gebruikt waar geen meter die meet.',
  modeTitle: 'Sturen of meekijken',
  mode: 'Het kastje',
  modes: {
    manage: 'stuurt: het zegt laadpunten hoeveel ze mogen nemen',
    observe: 'kijkt mee: het schrijft niets naar ze',
  },
  observeWarning:
    'Zolang het meekijkt, begrenst het kastje niets: geen zekering wordt bewaakt, en een opdracht van de netbeheerder wordt niet uitgevoerd.',
  timing: 'Wachttijden',
  timingNote: 'Ze houden auto’s rustig. Aan grenzen houdt het kastje zich meteen, wat hier ook staat.',
  timingOf: {
    minOnS: { label: 'Een auto die begon laadt minstens' },
    minPauseS: { label: 'Een pauze duurt minstens' },
    surplusPauseS: { label: 'Een pauze bij te weinig overschot duurt' },
    raiseIntervalS: { label: 'Verhoogd hoogstens om de' },
    slotS: { label: 'Wie wacht is aan de beurt om de' },
    phaseUpDelayS: { label: 'Van één fase terug naar drie na' },
  },
  sharing: 'Verdelen',
  share: 'Van elke grens te gebruiken',
  shareNote: 'Leeg betekent 100 %.',
  imbalance: 'Verschil tussen fasen, hoogstens',
  imbalanceNote: 'Van wat er geladen wordt, 20 A in de meeste landen.',
  includesHouse: 'Het verbruik van het huis telt mee in dat verschil',
  lostTitle: 'Als een laadpunt niet antwoordt',
  lost: 'Wat het dan te horen krijgt',
  losts: { minimum: 'zijn veilige stroom, of minder', off: 'stoppen', free: 'niets: het gaat door zoals het was' },
  freeWarning:
    'Een laadpunt dat niet meer antwoordt mag dan doorgaan met wat het laatst werd gezegd; daarvoor blijft ruimte vrij.',
  reading: 'Lezen zonder aanmelden',
  openReads: 'Iedereen in dit netwerk mag de startpagina zien',
  openReadsNote:
    'Ook programma’s zoals Home Assistant mogen dan lezen. Om iets te veranderen is altijd een wachtwoord nodig.',
  openReadsWarning: 'Wie in het netwerk zit ziet dan wanneer er iemand thuis is en wanneer een auto laadt.',
};
