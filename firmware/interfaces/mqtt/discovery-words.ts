import type { MqttOut } from '../../domain/site/mqtt.ts';

/** Names that Home Assistant shows. */
export interface DiscoveryWords {
  readonly state: string;
  /** A: no car … F: out of order. */
  readonly states: Readonly<Record<'A' | 'B' | 'C' | 'D' | 'E' | 'F', string>>;
  readonly plugged: string;
  readonly offered: string;
  readonly current: string;
  readonly power: string;
  readonly voltage: string;
  readonly energy: string;
  readonly imported: string;
  readonly exported: string;
  readonly reason: string;
  readonly limit: string;
  readonly limitPower: string;
  readonly headroom: string;
  readonly pause: string;
  readonly resume: string;
  readonly lower: string;
  readonly grid: string;
  readonly solar: string;
  readonly battery: string;
  readonly house: string;
  readonly chargePoints: string;
  readonly price: string;
  readonly problem: string;
}

const en: DiscoveryWords = {
  state: 'State',
  states: { A: 'No car', B: 'Car connected', C: 'Charging', D: 'Charging, ventilated', E: 'No power', F: 'Fault' },
  ...{ plugged: 'Car', offered: 'Allowed current', current: 'Current', power: 'Power', voltage: 'Voltage' },
  ...{ energy: 'Energy', imported: 'Energy imported', exported: 'Energy exported', reason: 'Reason' },
  ...{ limit: 'Limit', limitPower: 'Power limit', headroom: 'Left' },
  ...{ pause: 'Pause for an hour', resume: 'Go on', lower: 'Lower for an hour' },
  ...{ grid: 'Grid power', solar: 'Solar power', battery: 'Battery power', house: 'House power' },
  ...{ chargePoints: 'Power of the charge points', price: 'Price', problem: 'Problem' },
};
const nl: DiscoveryWords = {
  state: 'Toestand',
  states: {
    A: 'Geen auto',
    B: 'Auto aangesloten',
    C: 'Laadt',
    D: 'Laadt, met ventilatie',
    E: 'Geen stroom',
    F: 'Storing',
  },
  ...{ plugged: 'Auto', offered: 'Toegestane stroom', current: 'Stroom', power: 'Vermogen', voltage: 'Spanning' },
  ...{ energy: 'Energie', imported: 'Energie afgenomen', exported: 'Energie teruggeleverd', reason: 'Reden' },
  ...{ limit: 'Grens', limitPower: 'Vermogensgrens', headroom: 'Over' },
  ...{ pause: 'Een uur pauzeren', resume: 'Verder laden', lower: 'Een uur verlagen' },
  ...{ grid: 'Netvermogen', solar: 'Zonnevermogen', battery: 'Accuvermogen', house: 'Huisvermogen' },
  ...{ chargePoints: 'Vermogen van de laadpunten', price: 'Prijs', problem: 'Probleem' },
};
const de: DiscoveryWords = {
  state: 'Zustand',
  states: {
    A: 'Kein Auto',
    B: 'Auto angeschlossen',
    C: 'Lädt',
    D: 'Lädt, mit Belüftung',
    E: 'Kein Strom',
    F: 'Störung',
  },
  ...{ plugged: 'Auto', offered: 'Erlaubter Strom', current: 'Strom', power: 'Leistung', voltage: 'Spannung' },
  ...{ energy: 'Energie', imported: 'Energie bezogen', exported: 'Energie eingespeist', reason: 'Grund' },
  ...{ limit: 'Grenze', limitPower: 'Leistungsgrenze', headroom: 'Übrig' },
  ...{ pause: 'Eine Stunde pausieren', resume: 'Weiterladen', lower: 'Für eine Stunde senken' },
  ...{ grid: 'Netzleistung', solar: 'Solarleistung', battery: 'Batterieleistung', house: 'Hausleistung' },
  ...{ chargePoints: 'Leistung der Ladepunkte', price: 'Preis', problem: 'Problem' },
};
const fr: DiscoveryWords = {
  state: 'État',
  states: {
    A: 'Pas de voiture',
    B: 'Voiture branchée',
    C: 'En charge',
    D: 'En charge, ventilée',
    E: 'Sans courant',
    F: 'Panne',
  },
  ...{ plugged: 'Voiture', offered: 'Courant permis', current: 'Courant', power: 'Puissance', voltage: 'Tension' },
  ...{ energy: 'Énergie', imported: 'Énergie soutirée', exported: 'Énergie injectée', reason: 'Raison' },
  ...{ limit: 'Limite', limitPower: 'Limite de puissance', headroom: 'Reste' },
  ...{ pause: 'Pause d’une heure', resume: 'Reprendre', lower: 'Baisser pour une heure' },
  ...{ grid: 'Puissance du réseau', solar: 'Puissance solaire', battery: 'Puissance de la batterie' },
  ...{ house: 'Puissance de la maison', chargePoints: 'Puissance des points de charge' },
  ...{ price: 'Prix', problem: 'Problème' },
};

export const discoveryWords: Readonly<Record<MqttOut['language'], DiscoveryWords>> = { en, nl, de, fr };
