import type { SectionId } from '../../settings/sections.ts';

/** What a section is called, and what is set there. */
const section: Record<SectionId, { readonly name: string; readonly does: string }> = {
  house: { name: 'House and circuits', does: 'Fuses, tree of circuits, limits, formulas' },
  general: { name: 'General', does: 'Name, time zone, manage or observe, waiting times' },
  people: { name: 'People', does: 'Users, budgets, PINs' },
  cards: { name: 'Cards', does: 'RFID cards and what they may do' },
  tariffs: { name: 'Tariffs', does: 'Prices of energy, now and ahead' },
  plans: { name: 'Plans', does: 'Currents by the time of day' },
  batteries: { name: 'Batteries', does: 'When they charge and discharge' },
  boxes: { name: 'Several boxes', does: 'One box leads others behind one fuse' },
  metering: { name: 'Metering points', does: 'What tenants take and pay' },
  variables: { name: 'Variables', does: 'Names with values for formulas' },
  messages: { name: 'Messages', does: 'What people are told by mail, webhook or push' },
  outputs: { name: 'Outputs', does: 'What the box sends to other devices' },
  ocpp: { name: 'OCPP', does: 'Backends, and charge points that speak OCPP' },
  mqtt: { name: 'MQTT', does: 'Broker, Home Assistant, topics' },
  modbus: { name: 'Modbus', does: 'SunSpec and registers for other controllers' },
  metrics: { name: 'Metrics and databases', does: 'Prometheus, Grafana, InfluxDB' },
  access: { name: 'Access', does: 'Password, tokens, who changed what' },
  backup: { name: 'Backup', does: 'Save everything, bring it back' },
  log: { name: 'Log', does: 'What the box wrote down, for whoever helps' },
  document: { name: 'Site document', does: 'All settings as one file' },
  box: { name: 'The box', does: 'Update, network, time, restart, reset' },
};

export const en = {
  sections: 'Sections of the settings',
  section,
};

/** Every word of the list of settings. */
export type SettingsWords = typeof en;
