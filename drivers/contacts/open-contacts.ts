import type { ContactSourceSite } from '../../firmware/domain/site/grid.ts';
import type { Timers } from '../link/timers.ts';
import type { ContactEvents, ContactReader } from './contact-reader.ts';
import { GpioContacts } from './gpio-contacts.ts';
import { debianGpioCommands } from './gpio-tools.ts';
import { openModemPort } from './modem-port.ts';
import { SerialContacts } from './serial-contacts.ts';

/** Sources that have wires of their own; inputs of devices come with their readings. */
export type WiredContacts = Exclude<ContactSourceSite, { kind: 'device' }>;

export function openContacts(site: WiredContacts, timers: Timers, events: ContactEvents): ContactReader {
  return site.kind === 'gpio'
    ? new GpioContacts({ ...events, site, timers, commands: debianGpioCommands })
    : new SerialContacts({ ...events, site, timers, open: openModemPort });
}
