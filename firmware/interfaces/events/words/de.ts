import type { EventSpeech } from './speech.ts';

export const de: EventSpeech = {
  locale: 'de-DE',
  begins: {
    deviceLost: ({ what }) => `${what} antwortet nicht; sichere Ströme gelten`,
    deviceDegraded: ({ what }) => `${what} antwortet nur ab und zu`,
    definitionOff: ({ what }) => `Die Gerätedatei ${what} ist nicht brauchbar; ihre Geräte sind aus`,
    meterStale: ({ what }) => `${what} gibt keine frischen Werte; Ladepunkte darunter gehen auf einen sicheren Strom`,
    meterNoPower: ({ what }) => `${what} gibt keine Leistung, nur Strom`,
    formulaFailed: ({ what }) => `Die Formel von ${what} hat keinen Wert; ihr Ersatzwert gilt`,
    notFollowing: ({ what }) => `${what} bezieht mehr als angeboten und ist pausiert`,
    failsafeUnverified: ({ what }) => `${what}: der eigene sichere Strom ist noch nicht erprobt`,
    notPersisted: ({ what }) => `${what} konnte nicht gespeichert werden; prüfen Sie den Datenträger des Geräts`,
    storeSetAside: ({ what }) => `Der Speicher (${what}) war beschädigt und wurde beiseitegelegt`,
    proofBroken: ({ what }) => `Das Nachweisprotokoll (${what}) ist nicht so, wie das Gerät es hinterlassen hat`,
    cyclesMissed: () => 'Der Regelkreis kam zu spät; Grenzen gelten weiter',
    lineBusy: ({ what }) => `Leitung ${what} ist überlastet; Werte kommen spät`,
    channelDown: ({ what }) => `Der Kanal ${what} durch das Gateway ist unterbrochen; geltende Grenzen bleiben`,
    developmentKeys: () => 'Dieses Gerät läuft mit Entwicklungsschlüsseln',
    certificateExpires: ({ what }) => `Das Zertifikat ${what} läuft bald ab`,
    certificateExpired: ({ what }) => `Das Zertifikat ${what} ist abgelaufen`,
    clockUnsynced: () => 'Die Uhr des Geräts ist nicht gestellt',
    sourceSilent: ({ what }) => `${what} sagt nichts Brauchbares; die sichere Grenze gilt`,
    httpsOff: () => 'Die verschlüsselte Seite des Geräts ist nicht erreichbar',
    updateRolledBack: ({ what }) => `Das Update auf Version ${what} lief nicht; das Gerät ist von selbst zurückgekehrt`,
    pricesMissing: ({ what }) => `Dem Tarif ${what} fehlen Preise; sein Ersatzpreis gilt`,
    influxNotWritten: () =>
      'Die Datenbank nimmt nichts mehr an. Das Laden geht weiter; Messwerte warten, solange Platz ist.',
    outputFailed: ({ what }) => `Ausgang ${what} kommt nicht an`,
    mqttDown: ({ what }) => `Der MQTT-Broker (${what}) ist nicht erreichbar`,
    memberLost: ({ what }) => `Das Gerät ${what} antwortet dem führenden Gerät nicht; sein sicherer Anteil gilt`,
    eventNotSent: ({ what }) => `Nachrichten über ${what} kommen nicht an`,
    ocppMessageDropped: ({ what }) =>
      `Abrechnungsmeldungen an das Backend (${what}) konnten nicht zugestellt werden; sie sind aufbewahrt`,
    ocppMessageRetry: ({ what }) =>
      `Abrechnungsmeldungen an das Backend (${what}) werden noch nicht angenommen; sie sind aufbewahrt`,
    ocppQueueThinned: ({ what }) =>
      `Für das Backend (${what}) wartet viel; weniger wichtige Meldungen wurden ausgedünnt`,
    ocppBackendDown: ({ what }) => `Das Backend ${what} ist nicht erreichbar`,
    ocppServerOff: () => 'Ladepunkte mit OCPP erreichen dieses Gerät nicht',
    ocppTwins: ({ what }) => `Zwei Ladepunkte nennen sich ${what}`,
    gridLimit: (facts, { limit }) =>
      `Der Netzbetreiber begrenzt ${facts.what}${limit(facts) && ` auf ${limit(facts)}`}`,
    outsideLimit: (facts, { limit }) =>
      `Eine Grenze von außen hält ${facts.what}${limit(facts) && ` auf ${limit(facts)}`}`,
    manualLimit: (facts, { limit }) =>
      `Jemand begrenzt ${facts.what}${limit(facts) && ` auf ${limit(facts)}`} auf der Seite des Geräts`,
    chargePointFault: ({ what }) => `${what} meldet eine Störung`,
    sessionEnded: (facts, { energy, cost, duration }) =>
      `Laden an ${facts.what} beendet: ${[facts.person, energy(facts), cost(facts), duration(facts)].filter(Boolean).join(', ')}`,
    boxStarted: ({ version }) => `Das Gerät ist gestartet (Version ${version ?? '?'})`,
    updateArrived: ({ version }) => `Ein Update liegt bereit (Version ${version ?? '?'})`,
    updateInstalled: ({ version }) => `Auf dem Gerät läuft jetzt Version ${version ?? '?'}`,
    backupOld: ({ days = 0 }) => `Die letzte Sicherung ist mehr als ${days} Tage alt`,
    passwordChanged: ({ by }) => `Das Passwort von ${by ?? 'diesem Gerät'} wurde geändert`,
    tokenMade: ({ what, by }) => `Ein Zugangsschlüssel wurde erstellt: ${what} (von ${by ?? '?'})`,
    tokenRemoved: ({ what, by }) => `Ein Zugangsschlüssel wurde entzogen: ${what} (von ${by ?? '?'})`,
    wrongPasswords: ({ by, times = 0 }) => `${times} falsche Passwörter nacheinander von ${by ?? '?'}`,
  },
  ends: {
    gridLimit: ({ what }) => `Der Netzbetreiber begrenzt ${what} nicht mehr`,
    outsideLimit: ({ what }) => `Die Grenze von außen für ${what} ist vorbei`,
    manualLimit: ({ what }) => `Niemand begrenzt ${what} mehr auf der Seite des Geräts`,
    deviceLost: ({ what }) => `${what} antwortet wieder`,
    meterStale: ({ what }) => `${what} gibt wieder Werte`,
  },
  over: (sentence) => `Vorbei: ${sentence}`,
  more: (count) => `und ${count} weitere`,
  missed: (count) => `${count} weitere konnten nicht aufbewahrt werden; das Gerät zeigt, was jetzt ist.`,
  test: { title: 'Testnachricht', text: 'Dieser Weg für Nachrichten funktioniert.' },
  footer: (site) =>
    `Diese Nachricht kommt vom Netwacht-Gerät von ${site}. Auf seiner Seite steht mehr, und was gemeldet wird.`,
};
