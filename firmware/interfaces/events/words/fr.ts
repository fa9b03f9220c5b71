import type { EventSpeech } from './speech.ts';

export const fr: EventSpeech = {
  locale: 'fr-FR',
  begins: {
    deviceLost: ({ what }) => `${what} ne répond pas ; des courants sûrs s’appliquent`,
    deviceDegraded: ({ what }) => `${what} ne répond que par moments`,
    definitionOff: ({ what }) => `Le fichier d’appareil ${what} est inutilisable ; ses appareils sont éteints`,
    meterStale: ({ what }) =>
      `${what} ne donne pas de valeur fraîche ; les points de charge en aval passent à un courant sûr`,
    meterNoPower: ({ what }) => `${what} ne donne pas la puissance, seulement le courant`,
    formulaFailed: ({ what }) => `La formule de ${what} est sans valeur ; sa valeur de repli s’applique`,
    notFollowing: ({ what }) => `${what} prélève plus qu’offert et est en pause`,
    failsafeUnverified: ({ what }) => `${what} : son propre courant sûr n’a pas encore été essayé`,
    notPersisted: ({ what }) => `${what} n’a pas pu être enregistré ; vérifiez le disque du boîtier`,
    storeSetAside: ({ what }) => `La base (${what}) était endommagée et mise de côté`,
    proofBroken: ({ what }) => `Le journal de preuve (${what}) n’est pas tel que le boîtier l’a laissé`,
    cyclesMissed: () => 'La boucle de commande a pris du retard ; les limites tiennent',
    lineBusy: ({ what }) => `La ligne ${what} est surchargée ; les valeurs arrivent tard`,
    channelDown: ({ what }) => `Le canal ${what} par la passerelle est coupé ; les limites en vigueur restent`,
    developmentKeys: () => 'Ce boîtier utilise des clés de développement',
    certificateExpires: ({ what }) => `Le certificat ${what} expire bientôt`,
    certificateExpired: ({ what }) => `Le certificat ${what} a expiré`,
    clockUnsynced: () => 'L’horloge du boîtier n’est pas réglée',
    sourceSilent: ({ what }) => `${what} ne dit rien d’utilisable ; la limite de sécurité s’applique`,
    httpsOff: () => 'La page chiffrée du boîtier n’est pas joignable',
    updateRolledBack: ({ what }) =>
      `La mise à jour vers la version ${what} n’a pas fonctionné ; le boîtier est revenu de lui-même`,
    pricesMissing: ({ what }) => `Il manque des prix au tarif ${what} ; son prix de repli compte`,
    influxNotWritten: () =>
      'La base de données n’accepte plus rien. La charge continue ; les mesures attendent tant qu’il y a de la place.',
    outputFailed: ({ what }) => `La sortie ${what} n’arrive pas`,
    mqttDown: ({ what }) => `Le broker MQTT (${what}) n’est pas joignable`,
    memberLost: ({ what }) => `Le boîtier ${what} ne répond pas au boîtier qui mène ; sa part sûre s’applique`,
    eventNotSent: ({ what }) => `Les messages par ${what} n’arrivent pas`,
    ocppMessageDropped: ({ what }) =>
      `Des messages de facturation au système central (${what}) n’ont pas pu être remis ; ils sont gardés`,
    ocppMessageRetry: ({ what }) =>
      `Des messages de facturation au système central (${what}) ne sont pas encore acceptés ; ils sont gardés`,
    ocppQueueThinned: ({ what }) =>
      `Beaucoup attend pour le système central (${what}) ; des messages moins importants ont été allégés`,
    ocppBackendDown: ({ what }) => `Le système central ${what} n’est pas joignable`,
    ocppServerOff: () => 'Les points de charge OCPP ne peuvent pas joindre ce boîtier',
    ocppTwins: ({ what }) => `Deux points de charge se nomment ${what}`,
    gridLimit: (facts, { limit }) =>
      `Le gestionnaire de réseau limite ${facts.what}${limit(facts) && ` à ${limit(facts)}`}`,
    outsideLimit: (facts, { limit }) =>
      `Une limite de l’extérieur tient ${facts.what}${limit(facts) && ` à ${limit(facts)}`}`,
    manualLimit: (facts, { limit }) =>
      `Quelqu’un limite ${facts.what}${limit(facts) && ` à ${limit(facts)}`} sur la page du boîtier`,
    chargePointFault: ({ what }) => `${what} signale un défaut`,
    sessionEnded: (facts, { energy, cost, duration }) =>
      `La charge à ${facts.what} est finie : ${[facts.person, energy(facts), cost(facts), duration(facts)].filter(Boolean).join(', ')}`,
    boxStarted: ({ version }) => `Le boîtier a démarré (version ${version ?? '?'})`,
    updateArrived: ({ version }) => `Une mise à jour attend d’être installée (version ${version ?? '?'})`,
    updateInstalled: ({ version }) => `Le boîtier utilise maintenant la version ${version ?? '?'}`,
    backupOld: ({ days = 0 }) => `La dernière sauvegarde a plus de ${days} jours`,
    passwordChanged: ({ by }) => `Le mot de passe de ${by ?? 'ce boîtier'} a été changé`,
    tokenMade: ({ what, by }) => `Un jeton d’accès a été créé : ${what} (par ${by ?? '?'})`,
    tokenRemoved: ({ what, by }) => `Un jeton d’accès a été retiré : ${what} (par ${by ?? '?'})`,
    wrongPasswords: ({ by, times = 0 }) => `${times} mots de passe faux de suite depuis ${by ?? '?'}`,
  },
  ends: {
    gridLimit: ({ what }) => `Le gestionnaire de réseau ne limite plus ${what}`,
    outsideLimit: ({ what }) => `La limite de l’extérieur sur ${what} est finie`,
    manualLimit: ({ what }) => `Personne ne limite plus ${what} sur la page du boîtier`,
    deviceLost: ({ what }) => `${what} répond à nouveau`,
    meterStale: ({ what }) => `${what} donne à nouveau des valeurs`,
  },
  over: (sentence) => `Fini : ${sentence}`,
  more: (count) => `et ${count} de plus`,
  missed: (count) => `${count} de plus n’ont pas pu être gardés ; le boîtier montre ce qu’il en est.`,
  test: { title: 'Message d’essai', text: 'Cette voie de messages fonctionne.' },
  footer: (site) =>
    `Ce message vient du boîtier Netwacht de ${site}. Sa page en dit plus, et règle ce qui est annoncé.`,
};
