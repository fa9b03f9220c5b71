import type { SiteWords } from '../en.ts';

export const general: SiteWords['general'] = {
  place: 'Nom et lieu',
  name: 'Nom du site',
  timezone: 'Fuseau horaire',
  timezoneNote:
    'Les plans, les tarifs et les jours et heures de cette page suivent son heure, par exemple Europe/Paris.',
  voltage: 'Tension d’une phase',
  voltageNote: 'Utilisée là où aucun compteur ne la mesure.',
  modeTitle: 'Piloter ou observer',
  mode: 'Le boîtier',
  modes: {
    manage: 'pilote : il dit aux points de charge combien ils peuvent prendre',
    observe: 'observe : il ne leur écrit rien',
  },
  observeWarning:
    'Tant qu’il observe, le boîtier ne limite rien : aucun fusible n’est surveillé, et un ordre du gestionnaire de réseau n’est pas exécuté.',
  timing: 'Délais',
  timingNote: 'Ils ménagent les voitures. Les limites sont respectées aussitôt, quoi qu’il soit écrit ici.',
  timingOf: {
    minOnS: { label: 'Une voiture qui a commencé charge au moins' },
    minPauseS: { label: 'Une pause dure au moins' },
    surplusPauseS: { label: 'Une pause faute d’excédent dure' },
    raiseIntervalS: { label: 'Augmenté au plus toutes les' },
    slotS: { label: 'Qui attend passe à son tour toutes les' },
    phaseUpDelayS: { label: 'D’une phase de retour à trois après' },
  },
  sharing: 'Partage',
  share: 'Part utilisée de chaque limite',
  shareNote: 'Vide signifie 100 %.',
  imbalance: 'Écart entre les phases, au plus',
  imbalanceNote: 'De ce qui est chargé, 20 A dans la plupart des pays.',
  includesHouse: 'La charge de la maison compte dans cet écart',
  lostTitle: 'Quand un point de charge ne répond pas',
  lost: 'Ce qui lui est alors dit',
  losts: { minimum: 'son courant de sécurité, ou moins', off: 'de s’arrêter', free: 'rien : il continue comme avant' },
  freeWarning:
    'Un point de charge perdu peut alors continuer avec ce qui lui a été dit en dernier ; la place reste réservée pour cela.',
  reading: 'Lire sans se connecter',
  openReads: 'Chacun dans ce réseau peut voir la page d’accueil',
  openReadsNote:
    'Des programmes comme Home Assistant peuvent alors lire aussi. Modifier quelque chose demande toujours un mot de passe.',
  openReadsWarning: 'Qui est dans le réseau voit alors quand quelqu’un est chez soi et quand une voiture charge.',
};
