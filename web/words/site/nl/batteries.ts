import type { SiteWords } from '../en.ts';

export const batteries: SiteWords['batteries'] = {
  title: 'Batterijen',
  note: 'Een batterij beslist zelf. Regels zeggen hoeveel ze mag; daarbinnen doet ze wat ze wil.',
  noMeters: 'Een batterij heeft eerst een meter met de rol van opslag nodig; voeg die toe bij Apparaten.',
  none: 'Geen batterij volgt regels.',
  add: 'Batterij regels laten volgen',
  device: 'Batterij',
  deviceNote: 'De meter die haar meet.',
  maxW: 'Mag hoogstens laden',
  minW: 'Mag hoogstens geven',
  alone: 'vrijgelaten',
  aloneNote: 'Leeg: deze richting wordt vrijgelaten.',
  prefer: 'Waar beide mogen',
  prefers: { neither: 'beslist de batterij', charge: 'gaat laden voor', discharge: 'gaat geven voor' },
  mayCharge: 'Mag nu laden',
  mayDischarge: 'Mag nu geven',
  chargeRules: 'Voor het laden',
  dischargeRules: 'Voor het geven',
  noRules: 'Geen regel: het meeste dat is toegestaan.',
  editRules: 'Regels wijzigen',
};
