import type { SiteWords } from '../en.ts';

export const sunspec: SiteWords['sunspec'] = {
  title: 'Serveur SunSpec',
  note: "Une commande lit puissance et variables par Modbus TCP, aux adresses de l'original.",
  enabled: 'Serveur en marche',
  enabledNote: "Les réponses ne sont pas chiffrées et personne ne s'identifie.",
  port: 'Port TCP',
  portNote: "502, ou à partir de 1024. Sur l'image, 502 et 1502 à 1509 sont joignables de l'extérieur.",
  allow: 'Qui peut se connecter',
  allowNote: 'Adresses et réseaux IPv4, avec des virgules ; personne : seuls les programmes de ce boîtier.',
  writes: 'Écriture permise',
  writesWarning: 'Qui est sur la liste peut, sans mot de passe, abaisser toute la maison à 0 % et fixer des variables.',
  lease: 'Une limite écrite vaut',
  leaseNote: 'Sans être écrite à nouveau.',
  written: 'Part du raccordement écrite',
  nothing: 'aucune',
};
