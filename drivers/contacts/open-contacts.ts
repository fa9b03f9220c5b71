import type { ContactSourceSite } from '../../firmware/domain/site/grid.ts';
import type { Timers } from '../link/timers.ts';
import type { ContactEvents, ContactReader } from './contact-reader.ts';
import { GpioContacts } from './gpio-contacts.ts';
import { debianGpioCommands } from './gpio-tools.ts';
import { openModemPort } from './modem-port.ts';
import { SerialContacts } from './serial-contacts.ts';

/** Sources that have wires of their own; inputs of devices come with their readings. */
export type WiredContacts = Exclude<ContactSourceSite, { kind: 'device' }>;

/** An S0 pulse is closed for 30 ms at least, and open for as long (IEC 62053-31): two looks at each. */
const pulsePollMs = 10;
/** While the levels are read anew a pulse may be missed. */
const pulseResyncMs = 10 * 60_000;

/** The same wires, looked at so often that no pulse is missed. */
export function openPulses(site: WiredContacts, timers: Timers, events: ContactEvents): ContactReader {
  return site.kind === 'gpio'
    ? new GpioContacts({ ...events, site, timers, commands: debianGpioCommands, resyncMs: pulseResyncMs })
    : new SerialContacts({ ...events, site, timers, open: openModemPort, pollMs: pulsePollMs });
}

export function openContacts(site: WiredContacts, timers: Timers, events: ContactEvents): ContactReader {
  return site.kind === 'gpio'
    ? new GpioContacts({ ...events, site, timers, commands: debianGpioCommands })
    : new SerialContacts({ ...events, site, timers, open: openModemPort });
}
