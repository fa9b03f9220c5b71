import type { SettingsWords } from './en.ts';

export const fr: SettingsWords = {
  sections: 'Parties de la configuration',
  section: {
    house: { name: 'Maison et circuits', does: 'Fusibles, arbre des circuits, limites, formules' },
    general: { name: 'Généralités', does: 'Nom, fuseau horaire, piloter ou observer, délais' },
    people: { name: 'Personnes', does: 'Utilisateurs, budgets, codes PIN' },
    cards: { name: 'Cartes', does: 'Cartes RFID et leurs droits' },
    tariffs: { name: 'Tarifs', does: 'Prix de l’énergie, maintenant et à venir' },
    plans: { name: 'Plans', does: 'Courants selon l’heure' },
    batteries: { name: 'Batteries', does: 'Quand elles chargent et déchargent' },
    boxes: { name: 'Plusieurs boîtiers', does: "L'un mène les autres derrière un fusible" },
    metering: { name: 'Points de comptage', does: 'Ce que les locataires consomment et paient' },
    variables: { name: 'Variables', does: 'Des noms avec des valeurs pour les formules' },
    messages: { name: 'Messages', does: 'Ce que des personnes apprennent par mail, webhook ou push' },
    outputs: { name: 'Sorties', does: 'Ce que le boîtier envoie à d’autres appareils' },
    ocpp: { name: 'OCPP', does: 'Serveurs, et points de charge qui parlent OCPP' },
    mqtt: { name: 'MQTT', does: 'Broker, Home Assistant, topics' },
    modbus: { name: 'Modbus', does: 'SunSpec et registres pour d’autres commandes' },
    metrics: { name: 'Mesures et bases de données', does: 'Prometheus, Grafana, InfluxDB' },
    access: { name: 'Accès', does: 'Mot de passe, jetons, qui a changé quoi' },
    backup: { name: 'Sauvegarde', does: 'Tout sauvegarder et restaurer' },
    log: { name: 'Journal', does: 'Ce que le boîtier a noté, pour qui vous aide' },
    document: { name: 'Fichier du site', does: 'Tous les réglages en un fichier' },
    box: { name: 'Boîtier', does: 'Mise à jour, réseau, heure, redémarrage, réinitialisation' },
  },
};
