import type { LogWords } from './en.ts';

export const fr: LogWords = {
  help: {
    title: 'Pour qui vous aide',
    does: 'Un seul fichier qui dit comment va le boîtier : version, pannes, lignes, ce qui est mesuré et limité maintenant, réglages, stockage, horloge et les dernières lignes du journal.',
    secrets:
      'Il ne contient ni mots de passe, ni codes PIN, ni numéros de cartes, ni jetons, ni clés, et aucun nom de personne ou de carte. Les noms d’appareils et de circuits, les adresses de votre réseau et les noms courts (id) des utilisateurs restent : il faut bien trouver la panne.',
    take: 'Télécharger le fichier',
  },
  tail: {
    title: 'Le journal maintenant',
    does: 'Les 200 dernières lignes, gardées en mémoire. Le boîtier les écrit en anglais.',
    level: 'Afficher',
    levels: { debug: 'tout', info: 'ce qui se passe', warn: 'avertissements et pannes', error: 'pannes' },
    names: {
      ...{ trace: 'détail', debug: 'détail', info: 'message', warn: 'avertissement', error: 'panne' },
      fatal: 'fin du programme',
    },
    follow: 'Suivre',
    stands: 'Il est arrêté ; les nouvelles lignes ne sont pas affichées.',
    none: 'Aucune ligne de ce genre pour l’instant.',
    reading: 'Lecture …',
    lines: 'Lignes du journal, les plus anciennes d’abord',
    unsynced: 'horloge non réglée',
  },
  recording: {
    title: 'Enregistrement',
    does: 'Note chaque seconde tout ce que le boîtier lit et décide, pour qu’une décision puisse être rejouée et expliquée. Il ne retarde jamais le boîtier.',
    persons:
      'Un enregistrement contient les réglages tels quels, avec noms de personnes et numéros de cartes, et dit à la seconde quand une voiture a chargé. Ne le donnez qu’à quelqu’un de confiance.',
    none: 'Il n’y a pas d’enregistrement.',
    runs: 'L’enregistrement est en cours.',
    since: 'Depuis',
    until: 'Jusqu’à',
    size: 'Taille',
    minutes: 'Durée en minutes',
    minutesNote: '1 à 1440, un jour. Il se termine de lui-même.',
    minutesWrong: 'Un nombre entier de 1 à 1440.',
    start: 'Commencer l’enregistrement',
    replaces: 'Il y a déjà un enregistrement. En commencer un nouveau à sa place ? L’ancien sera perdu.',
    yes: 'Le remplacer',
    stop: 'Arrêter l’enregistrement',
    take: 'Télécharger l’enregistrement',
    ended: {
      asked: 'Il a été arrêté.',
      time: 'Son temps était écoulé.',
      size: 'Il était aussi grand que permis.',
      diskFull: 'Il s’est terminé parce que le disque était presque plein.',
      diskSlow: 'Il s’est terminé parce que le disque était trop lent.',
      writeFailed: 'Il s’est terminé parce que le disque ne l’a pas accepté.',
      program: 'Il s’est terminé avec un redémarrage du programme.',
    },
    noRoom: 'Il y a trop peu de place sur le disque pour un enregistrement. Rien n’a été commencé.',
  },
};
