import type { SiteWords } from '../en.ts';

export const batteries: SiteWords['batteries'] = {
  title: 'Speicher',
  note: 'Ein Speicher entscheidet selbst. Regeln sagen, wie viel er darf; darin tut er, was er will.',
  noMeters: 'Ein Speicher braucht zuerst einen Zähler mit der Rolle Speicher; fügen Sie ihn unter Geräte hinzu.',
  none: 'Kein Speicher folgt Regeln.',
  add: 'Speicher Regeln folgen lassen',
  device: 'Speicher',
  deviceNote: 'Der Zähler, der ihn misst.',
  maxW: 'Darf höchstens laden',
  minW: 'Darf höchstens abgeben',
  alone: 'sich selbst überlassen',
  aloneNote: 'Leer: diese Richtung bleibt sich selbst überlassen.',
  prefer: 'Wo beides erlaubt ist',
  prefers: { neither: 'entscheidet der Speicher', charge: 'geht Laden vor', discharge: 'geht Abgeben vor' },
  mayCharge: 'Darf jetzt laden',
  mayDischarge: 'Darf jetzt abgeben',
  chargeRules: 'Für das Laden',
  dischargeRules: 'Für das Abgeben',
  noRules: 'Keine Regel: das Meiste, was erlaubt ist.',
  editRules: 'Regeln ändern',
};
