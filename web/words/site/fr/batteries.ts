import type { SiteWords } from '../en.ts';

export const batteries: SiteWords['batteries'] = {
  title: 'Batteries pilotées',
  note: 'Une batterie décide elle-même. Les règles disent combien elle peut ; dans ce cadre, elle fait comme elle veut.',
  noMeters: 'Une batterie a d’abord besoin d’un compteur avec le rôle de stockage ; ajoutez-le sous Appareils.',
  none: 'Aucune batterie ne suit de règles.',
  add: 'Faire suivre des règles à une batterie',
  device: 'Batterie',
  deviceNote: 'Le compteur qui la mesure.',
  maxW: 'Peut charger au plus',
  minW: 'Peut donner au plus',
  alone: 'laissée libre',
  aloneNote: 'Vide : ce sens est laissé libre.',
  prefer: 'Là où les deux sont permis',
  prefers: { neither: 'la batterie décide', charge: 'charger passe d’abord', discharge: 'donner passe d’abord' },
  mayCharge: 'Peut charger maintenant',
  mayDischarge: 'Peut donner maintenant',
  chargeRules: 'Pour charger',
  dischargeRules: 'Pour donner',
  noRules: 'Aucune règle : le maximum permis.',
  editRules: 'Modifier les règles',
};
