import type { SettingsWords } from './en.ts';

export const nl: SettingsWords = {
  sections: 'Onderdelen van de configuratie',
  section: {
    house: { name: 'Huis en groepen', does: 'Zekeringen, boom van groepen, grenzen, formules' },
    general: { name: 'Algemeen', does: 'Naam, tijdzone, sturen of meekijken, wachttijden' },
    people: { name: 'Personen', does: 'Gebruikers, budgetten, pincodes' },
    cards: { name: 'Passen', does: 'RFID-passen en wat ze mogen' },
    tariffs: { name: 'Tarieven', does: 'Energieprijzen, nu en straks' },
    plans: { name: 'Plannen', does: 'Stromen naar tijd van de dag' },
    batteries: { name: 'Batterijen', does: 'Wanneer ze laden en ontladen' },
    boxes: { name: 'Meerdere kastjes', does: 'Eén leidt andere achter één zekering' },
    metering: { name: 'Meetpunten', does: 'Wat huurders afnemen en betalen' },
    variables: { name: 'Variabelen', does: 'Namen met waarden voor formules' },
    messages: { name: 'Berichten', does: 'Wat mensen te horen krijgen per mail, webhook of push' },
    outputs: { name: 'Uitgangen', does: 'Wat het kastje naar andere apparaten stuurt' },
    ocpp: { name: 'OCPP', does: 'Backends, en laadpunten die OCPP spreken' },
    mqtt: { name: 'MQTT', does: 'Broker, Home Assistant, topics' },
    modbus: { name: 'Modbus', does: 'SunSpec en registers voor andere regelaars' },
    metrics: { name: 'Meetwaarden en databases', does: 'Prometheus, Grafana, InfluxDB' },
    access: { name: 'Toegang', does: 'Wachtwoord, tokens, wie wat veranderde' },
    backup: { name: 'Back-up', does: 'Alles bewaren en terugzetten' },
    log: { name: 'Logboek', does: 'Wat het kastje opschreef, voor wie helpt' },
    document: { name: 'Installatiebestand', does: 'Alle instellingen als één bestand' },
    box: { name: 'Kastje', does: 'Update, netwerk, tijd, herstart, fabrieksinstellingen' },
  },
};
