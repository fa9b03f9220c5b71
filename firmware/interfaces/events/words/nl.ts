import type { EventSpeech } from './speech.ts';

export const nl: EventSpeech = {
  locale: 'nl-NL',
  begins: {
    deviceLost: ({ what }) => `${what} antwoordt niet; veilige stromen gelden`,
    deviceDegraded: ({ what }) => `${what} antwoordt maar af en toe`,
    definitionOff: ({ what }) => `Het apparaatbestand ${what} is niet bruikbaar; de apparaten ervan staan uit`,
    meterStale: ({ what }) => `${what} geeft geen verse waarden; laadpunten eronder gaan naar een veilige stroom`,
    meterNoPower: ({ what }) => `${what} geeft geen vermogen, alleen stroom`,
    formulaFailed: ({ what }) => `De formule van ${what} heeft geen waarde; de terugvalwaarde geldt`,
    notFollowing: ({ what }) => `${what} neemt meer af dan aangeboden en is gepauzeerd`,
    failsafeUnverified: ({ what }) => `${what}: de eigen veilige stroom is nog niet beproefd`,
    notPersisted: ({ what }) => `${what} kon niet worden opgeslagen; controleer de schijf van het kastje`,
    storeSetAside: ({ what }) => `De opslag (${what}) was beschadigd en is apart gezet`,
    proofBroken: ({ what }) => `Het bewijslogboek (${what}) is niet zoals het kastje het achterliet`,
    cyclesMissed: () => 'De regelkring kwam te laat; grenzen gelden nog',
    lineBusy: ({ what }) => `Lijn ${what} is te druk; waarden komen laat`,
    channelDown: ({ what }) => `Het kanaal ${what} door de gateway is verbroken; geldende grenzen blijven`,
    developmentKeys: () => 'Dit kastje draait met ontwikkelsleutels',
    certificateExpires: ({ what }) => `Het certificaat ${what} verloopt binnenkort`,
    certificateExpired: ({ what }) => `Het certificaat ${what} is verlopen`,
    clockUnsynced: () => 'De klok van het kastje is niet gezet',
    sourceSilent: ({ what }) => `${what} zegt niets bruikbaars; de veilige grens geldt`,
    httpsOff: () => 'De versleutelde pagina van het kastje is niet bereikbaar',
    updateRolledBack: ({ what }) => `De update naar versie ${what} werkte niet; het kastje is vanzelf teruggegaan`,
    pricesMissing: ({ what }) => `Het tarief ${what} mist prijzen; de terugvalprijs telt`,
    influxNotWritten: () =>
      'De database neemt niets meer aan. Het laden gaat door; meetwaarden wachten zolang er ruimte is.',
    outputFailed: ({ what }) => `Uitgang ${what} komt niet aan`,
    mqttDown: ({ what }) => `De MQTT-broker (${what}) is niet bereikbaar`,
    memberLost: ({ what }) => `Het kastje ${what} antwoordt de leider niet; zijn veilige deel geldt`,
    eventNotSent: ({ what }) => `Berichten via ${what} komen niet aan`,
    ocppMessageDropped: ({ what }) =>
      `Berichten over geld aan de backend (${what}) konden niet worden afgeleverd; ze zijn bewaard`,
    ocppMessageRetry: ({ what }) =>
      `Berichten over geld aan de backend (${what}) worden nog niet aangenomen; ze zijn bewaard`,
    ocppQueueThinned: ({ what }) =>
      `Er wacht veel voor de backend (${what}); minder belangrijke berichten zijn uitgedund`,
    ocppBackendDown: ({ what }) => `De backend ${what} is niet bereikbaar`,
    ocppServerOff: () => 'Laadpunten met OCPP kunnen dit kastje niet bereiken',
    ocppTwins: ({ what }) => `Twee laadpunten noemen zich ${what}`,
    gridLimit: (facts, { limit }) => `De netbeheerder begrenst ${facts.what}${limit(facts) && ` tot ${limit(facts)}`}`,
    outsideLimit: (facts, { limit }) =>
      `Een grens van buiten houdt ${facts.what}${limit(facts) && ` op ${limit(facts)}`}`,
    manualLimit: (facts, { limit }) =>
      `Iemand begrenst ${facts.what}${limit(facts) && ` tot ${limit(facts)}`} op de pagina van het kastje`,
    chargePointFault: ({ what }) => `${what} meldt een storing`,
    sessionEnded: (facts, { energy, cost, duration }) =>
      `Laden bij ${facts.what} is klaar: ${[facts.person, energy(facts), cost(facts), duration(facts)].filter(Boolean).join(', ')}`,
    boxStarted: ({ version }) => `Het kastje is gestart (versie ${version ?? '?'})`,
    updateArrived: ({ version }) => `Er staat een update klaar (versie ${version ?? '?'})`,
    updateInstalled: ({ version }) => `Het kastje draait nu versie ${version ?? '?'}`,
    backupOld: ({ days = 0 }) => `De laatste reservekopie is ouder dan ${days} dagen`,
    passwordChanged: ({ by }) => `Het wachtwoord van ${by ?? 'het kastje'} is gewijzigd`,
    tokenMade: ({ what, by }) => `Er is een toegangssleutel gemaakt: ${what} (door ${by ?? '?'})`,
    tokenRemoved: ({ what, by }) => `Er is een toegangssleutel ingetrokken: ${what} (door ${by ?? '?'})`,
    wrongPasswords: ({ by, times = 0 }) => `${times} foute wachtwoorden achter elkaar vanaf ${by ?? '?'}`,
  },
  ends: {
    gridLimit: ({ what }) => `De netbeheerder begrenst ${what} niet meer`,
    outsideLimit: ({ what }) => `De grens van buiten op ${what} is voorbij`,
    manualLimit: ({ what }) => `Niemand begrenst ${what} nog op de pagina van het kastje`,
    deviceLost: ({ what }) => `${what} antwoordt weer`,
    meterStale: ({ what }) => `${what} geeft weer waarden`,
  },
  over: (sentence) => `Voorbij: ${sentence}`,
  more: (count) => `en nog ${count}`,
  missed: (count) => `Nog ${count} konden niet worden bewaard; het kastje toont wat er nu is.`,
  test: { title: 'Testbericht', text: 'Deze weg voor berichten werkt.' },
  footer: (site) =>
    `Dit bericht komt van het Netwacht-kastje van ${site}. Op de pagina ervan staat meer, en wat er gemeld wordt.`,
};
