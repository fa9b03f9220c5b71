import type { SiteWords } from '../en.ts';

export const plans: SiteWords['plans'] = {
  title: 'Pläne',
  note: 'Ein Plan sagt, wie viel zu welcher Zeit fließen darf. Er senkt nur: Sicherungen, Grenzen und Regeln gelten daneben, und die niedrigste Grenze zählt.',
  none: 'Noch kein Plan. Wählen Sie, was Sie planen möchten.',
  choose: 'Plan hinzufügen für',
  of: (name) => `Plan von ${name}`,
  noneHere: 'Hier ist noch nichts geplant.',
  addTo: (name) => `Zeit hinzufügen für ${name}`,
  from: 'Ab',
  fromNote: 'Etwa 17:00.',
  minutes: 'Dauer',
  until: (time) => `Bis ${time}.`,
  limitA: 'Höchstens, je Phase',
  limitNote: '0 A hält die Autos an.',
  everyDay: 'jeden Tag',
  span: 'Zeit',
  outside: 'Pläne von außen',
  outsideNote:
    'Von einem Energiemanager oder einem Skript gegeben. Sie stehen neben den Plänen oben; der niedrigste zählt.',
  noOutside: 'Von außen wurde keiner gegeben.',
  for: 'Für',
  entries: 'Zeiten',
  by: 'Gegeben von',
  charge: 'lädt höchstens',
  discharge: 'gibt höchstens ab',
};
