import type { SiteWords } from '../en.ts';

export const document: SiteWords['document'] = {
  take: 'Emporter',
  takeNote:
    'Tous les réglages du site en un fichier JSON. Les mots de passe et les clés n’y sont pas, seulement leurs noms.',
  none: 'Ce boîtier n’a pas encore de réglages. Apportez un fichier, ou commencez par la première mise en service.',
  download: 'Télécharger',
  asText: 'Modifier comme texte',
  bring: 'Apporter',
  bringNote: (most) =>
    `Un fichier de ${most} au plus. Il est d’abord vérifié ; rien ne change avant que vous le mettiez en vigueur.`,
  open: 'Choisir un fichier',
  text: 'Fichier du site',
  check: 'Vérifier',
  checking: 'Le boîtier vérifie …',
  tooLarge: (name, size, most) =>
    `${name} fait ${size} ; le boîtier accepte au plus ${most}. Rien n’a été envoyé, et tout reste en l’état. Est-ce bien un fichier du site ?`,
  refusedSize: (size) => `Le boîtier ne l’a pas accepté : ${size}, c’est trop. Rien n’a changé.`,
  noJson: 'Ce n’est pas du JSON : impossible à lire. Rien n’a été envoyé.',
  noJsonAt: (line) => `Ce n’est pas du JSON : illisible à partir de la ligne ${line}. Rien n’a été envoyé.`,
  faults: (count) => `Pas encore utilisable. Erreurs : ${count}. Rien n’a changé.`,
  line: 'Ligne',
  goThere: 'y aller',
  path: 'Où',
  says: 'Ce que dit le boîtier',
  good: 'Le boîtier n’y trouve aucune erreur.',
  same: 'Le boîtier ne trouve aucune erreur, et c’est identique à ce qui est en vigueur.',
  changes: 'Ce qui changerait',
  putNow: 'Mettre en vigueur',
  put: 'Le nouveau fichier du site est en vigueur.',
};
