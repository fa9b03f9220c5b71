import type { CheckWords } from './en.ts';

export const fr: CheckWords = {
  before: {
    meter:
      'Une charge est déplacée et le boîtier regarde ce que voit le compteur. Branchez une voiture qui charge à 10 A ou plus, ou prenez une bouilloire. Cela dure 3 à 10 minutes ; rien ne change de soi-même.',
    wiring:
      'Ce point de charge varie pendant que les autres restent à 6 A. Branchez une voiture qui charge sur une phase. Cela dure 2 à 4 minutes ; rien ne change de soi-même.',
  },
  codes: {
    settling: 'En cours : la charge se stabilise.',
    stepping: 'En cours : la charge monte et descend.',
    switchOn: 'Allumez la charge maintenant. Vous avez 15 secondes.',
    switchOff: 'Éteignez la charge maintenant. Vous avez 15 secondes.',
    fits: 'Tout est comme saisi.',
    fitsInPart: 'Ce que cette charge pouvait montrer est comme saisi. Une charge sur une autre phase montre le reste.',
    phasesDiffer: 'Les phases diffèrent de la saisie. Reprenez la proposition ou intervertissez les fils.',
    signInverted: 'Le prélèvement compte comme injection. Retournez ce transformateur ou reprenez le facteur.',
    factorDiffers:
      'Le compteur compte un autre courant que celui qui passe. Vérifiez le rapport des transformateurs ou reprenez le facteur.',
    noLoad: 'Rien trouvé : aucune voiture n’a pris 4 A ou plus. Branchez une voiture qui n’est pas pleine.',
    noMeter: 'Rien trouvé : le compteur n’a donné aucun courant. Vérifiez son câble et son adresse.',
    noAnswer: 'Rien trouvé : le compteur n’a pas bougé. Est-ce celui de ce circuit ?',
    disturbed: 'Rien trouvé : trop d’autres appareils ont changé. Réessayez quand la maison est calme.',
    threePhaseCar:
      'Rien trouvé : toutes les phases ont bougé de même. Prenez une voiture qui charge sur une ou deux phases.',
    phasesDoNotFit:
      'Rien trouvé : charge et compteur ne s’accordent pas. Vérifiez les points de charge un à un ou prenez une bouilloire.',
    voltageMixed:
      'Courant et puissance ne vont pas ensemble : un transformateur est sur une autre phase que son fil de tension.',
    noMeterAbove: 'Impossible : aucun compteur au raccordement au-dessus de ce point de charge.',
    notAGridMeter: 'Impossible : ce compteur n’est pas au raccordement.',
    unknownDevice: 'Impossible : cet appareil n’est plus sur le site.',
    observing: 'Impossible : le boîtier observe seulement. Laissez-le piloter, dans la configuration.',
    siteChanged: 'Terminé : la configuration a changé entre-temps. Recommencez.',
    ended: 'Terminé. Rien n’a changé.',
  },
  load: 'Ce qui est commuté',
  loads: {
    cars: 'Des voitures qui chargent',
    L1: 'Une bouilloire sur L1',
    L2: 'Une bouilloire sur L2',
    L3: 'Une bouilloire sur L3',
  },
  kettle: 'Prenez une charge de 1,5 kW ou plus sur cette phase et commutez-la quand le boîtier le dit.',
  start: 'Commencer la vérification',
  again: 'Vérifier encore',
  end: 'Arrêter la vérification',
  seen: (steps, endsAt) => `${steps} étapes vues. Elle se termine d’elle-même à ${endsAt}.`,
  forgotten: 'Le boîtier a redémarré et oublié la vérification. Rien n’a changé. Recommencez.',
  other: 'Une autre vérification est en cours. Arrêtez-la d’abord ou attendez sa fin.',
  ownPhase: (number) => `Phase propre ${number}`,
  notSeen: 'pas vue',
  signRight: 'le prélèvement compte comme prélèvement',
  signTurned: 'le prélèvement compte comme injection',
  ratio: (value) => `compte ${value} A par ampère`,
  agree: 'Certitude',
  agreeing: (share, steps) => `${share} des ${steps} étapes concordent`,
  offer: 'Ceci le corrigerait dans la configuration :',
  phases: (was, is) => `phases ${is} au lieu de ${was}`,
  factor: (was, is) => `facteur ${is} au lieu de ${was}`,
  factorSays: (factor) => (factor < 0 ? `${-factor}, inversé` : String(factor)),
  assumed: {
    meter:
      'Les points de charge sont supposés câblés comme saisi. Seule une bouilloire sur une phase connue le dit avec certitude.',
    wiring: 'Seule L1 a été vue ; les autres suivent d’un champ tournant à droite. Mesurez-le.',
  },
  apply: 'Reprendre',
  applied: (name) => `${name} est réglé comme la vérification l’a trouvé.`,
  isThere: 'C’est réglé comme la vérification l’a trouvé. Vérifiez encore pour en être sûr.',
};
