import type { SiteWords } from '../en.ts';

export const entry: SiteWords['entry'] = {
  change: (name) => `Modifier ${name}`,
  added: (name) => `${name} : ajouté.`,
  changed: (name) => `${name} : modifié.`,
  removed: (name) => `${name} : supprimé.`,
  required: 'À remplir, s’il vous plaît.',
  time: 'Une heure comme 17:30, s’il vous plaît.',
  refused: 'Impossible d’enregistrer cela tel quel.',
  noSite: 'Ce boîtier n’a pas encore de réglages.',
  noSiteHint: 'Commencez par la première mise en service, ou apportez un fichier du site.',
  rowUp: (place) => `Ligne ${place} : monter`,
  rowRemove: (place) => `Ligne ${place} : supprimer`,
  emptyMeans: (value) => `Vide signifie ${value}.`,
  days: { mo: 'lu', tu: 'ma', we: 'me', th: 'je', fr: 've', sa: 'sa', su: 'di' },
  daysOf: 'Jours',
  id: 'Nom court',
  idNote: 'Lettres, chiffres, - et _ ; il ne change plus.',
  name: 'Nom',
  actions: 'Modifier',
  now: 'maintenant',
};
