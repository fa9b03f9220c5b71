import type { SettingsWords } from './en.ts';

export const de: SettingsWords = {
  sections: 'Teile der Konfiguration',
  section: {
    house: { name: 'Haus und Stromkreise', does: 'Sicherungen, Baum der Stromkreise, Grenzen, Formeln' },
    general: { name: 'Allgemein', does: 'Name, Zeitzone, steuern oder beobachten, Wartezeiten' },
    people: { name: 'Personen', does: 'Benutzer, Budgets, PINs' },
    cards: { name: 'Karten', does: 'RFID-Karten und was sie dürfen' },
    tariffs: { name: 'Tarife', does: 'Energiepreise, jetzt und später' },
    plans: { name: 'Pläne', does: 'Ströme nach Tageszeit' },
    batteries: { name: 'Speicher', does: 'Wann sie laden und entladen' },
    boxes: { name: 'Mehrere Geräte', does: 'Eines führt andere hinter einer Sicherung' },
    metering: { name: 'Zählpunkte', does: 'Was Mieter beziehen und zahlen' },
    variables: { name: 'Variablen', does: 'Namen mit Werten für Formeln' },
    messages: { name: 'Nachrichten', does: 'Was Menschen per Mail, Webhook oder Push erfahren' },
    outputs: { name: 'Ausgänge', does: 'Was das Gerät an andere sendet' },
    ocpp: { name: 'OCPP', does: 'Backends, und Ladepunkte, die OCPP sprechen' },
    mqtt: { name: 'MQTT', does: 'Broker, Home Assistant, Topics' },
    modbus: { name: 'Modbus', does: 'SunSpec und Register für andere Steuerungen' },
    metrics: { name: 'Messwerte und Datenbanken', does: 'Prometheus, Grafana, InfluxDB' },
    access: { name: 'Zugang', does: 'Passwort, Tokens, wer was geändert hat' },
    backup: { name: 'Sicherung', does: 'Alles sichern und zurückholen' },
    log: { name: 'Protokoll', does: 'Was das Gerät notiert hat, für den, der hilft' },
    document: { name: 'Anlagendatei', does: 'Alle Einstellungen als eine Datei' },
    box: { name: 'Gerät', does: 'Aktualisierung, Netzwerk, Zeit, Neustart, Zurücksetzen' },
  },
};
