import type { SiteWords } from '../en.ts';

export const plans: SiteWords['plans'] = {
  title: 'Plans horaires',
  note: 'Un plan dit combien peut passer à quelle heure. Il ne fait qu’abaisser : fusibles, limites et règles valent à côté, et le plus bas compte.',
  none: 'Aucun plan. Choisissez ce que vous voulez planifier.',
  choose: 'Ajouter un plan pour',
  of: (name) => `Plan de ${name}`,
  noneHere: 'Rien n’est encore planifié ici.',
  addTo: (name) => `Ajouter une plage pour ${name}`,
  from: 'À partir de',
  fromNote: 'Par exemple 17:00.',
  minutes: 'Durée',
  until: (time) => `Jusqu’à ${time}.`,
  limitA: 'Au plus, par phase',
  limitNote: '0 A met les voitures en pause.',
  everyDay: 'chaque jour',
  span: 'Plage',
  outside: 'Plans venus de l’extérieur',
  outsideNote:
    'Donnés par un gestionnaire d’énergie ou un script. Ils valent à côté des plans ci-dessus ; le plus bas compte.',
  noOutside: 'Aucun n’a été donné de l’extérieur.',
  for: 'Pour',
  entries: 'Plages',
  by: 'Donné par',
  charge: 'charge au plus',
  discharge: 'donne au plus',
};
