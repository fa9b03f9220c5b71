import type { Clock } from '../../domain/clock.ts';
import type { Log } from '../log.ts';
import { openReadsOn } from '../open-reads.ts';
import type { PeoplePort } from '../people-port.ts';
import type { PointEventsPort } from '../point-events-port.ts';
import type { OrderPort, SitePort, StatePort } from '../ports.ts';
import type { Pins } from '../sign-in/pins.ts';
import { cardCall } from './card-call.ts';
import type { CommandTable } from './command.ts';
import { overrideCall } from './override-call.ts';
import { siteReader } from './site-reader.ts';

/** What the calls about a charging session work on. */
export interface SessionCallParts {
  readonly orders: OrderPort;
  readonly people: PeoplePort;
  readonly site: SitePort;
  readonly state: StatePort;
  readonly pointEvents: PointEventsPort;
  /** Whose PIN it is; guessing is slowed. */
  readonly pinOwners: Pick<Pins, 'userOf'>;
  readonly clock: Clock;
  /** Lines with `by` go into the audit trail. */
  readonly acts: Log;
}

/** Cards and overrides (original-product 2.5). */
export function sessionCalls(parts: SessionCallParts): CommandTable {
  const site = siteReader(parts.site);
  return [
    ['override_device', overrideCall({ ...parts, site })],
    ['enter_rfid', cardCall({ ...parts, site, openReads: () => openReadsOn(parts.site) })],
  ];
}
