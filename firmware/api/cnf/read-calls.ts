import type { Clock } from '../../domain/clock.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { ProductView } from '../../domain/product.ts';
import { ocppDefinition } from '../../domain/site/devices.ts';
import { type Site, siteSchema } from '../../domain/site/schema.ts';
import type { OcppPort } from '../ocpp-port.ts';
import type { OriginalPort } from '../original-port.ts';
import type { PeoplePort } from '../people-port.ts';
import type { DefinitionPort, LinesPort, OrderPort, SharePort, SitePort, StatePort } from '../ports.ts';
import type { Command, CommandCall, CommandTable } from './command.ts';
import { devInfoOf, paramsAnswer } from './dev-info/dev-info.ts';
import { devMeta } from './dev-info/dev-type.ts';
import type { DevInfoFacts, Nameplate } from './dev-info/facts.ts';
import { devicesAnswer } from './device-config.ts';
import { siteReader } from './site-reader.ts';

/** What the calls that only read work on. */
export interface ReadCallParts {
  readonly site: Pick<SitePort, 'current'>;
  readonly state: Pick<StatePort, 'current'>;
  readonly lines: LinesPort;
  readonly people: Pick<PeoplePort, 'view' | 'userRulesOff'>;
  readonly orders: Pick<OrderPort, 'overridesNow'>;
  readonly share: Pick<SharePort, 'percent'>;
  readonly definitions: Pick<DefinitionPort, 'list'>;
  readonly ocpp: Pick<OcppPort, 'server'>;
  readonly original: OriginalPort;
  readonly about: { readonly id: string };
  readonly clock: Clock;
}

/** A box without a site answers too: clients are set up before anything is fitted. */
const noSite: Site = siteSchema.parse({ name: 'Netwacht', timezone: 'UTC', circuits: [{ id: 'house', fuseA: 6 }] });

/** State, parameters and configuration of the box (original-product 2.2 to 2.4). */
export function readCalls(parts: ReadCallParts): CommandTable {
  const siteNow = siteReader(parts.site);
  const products = new Map(parts.definitions.list().map((product) => [product.id, product]));
  const product = (definition: string): ProductView | undefined => products.get(definition);
  const facts = ({ identity }: CommandCall): DevInfoFacts => {
    const site = siteNow() ?? noSite;
    const unnamed = identity?.via === 'nothing';
    const overrides = parts.orders.overridesNow();
    return {
      ...{ site, product, unnamed, original: parts.original, serial: parts.about.id },
      state: parts.state.current(),
      lines: parts.lines.lines(),
      nameplates: nameplatesOf(site, parts.ocpp),
      sharePercent: parts.share.percent(),
      override: (id) => overrides.get(id) ?? nothingAsked,
      userRulesOff: (id) => orElse(() => parts.people.userRulesOff(id), false),
      occupancy: (id) => orElse(() => parts.people.view(id), undefined),
      wallMs: parts.clock.wallMs(),
    };
  };
  const open = (run: Command['run']): Command => ({ right: 'read', changes: false, openRead: true, run });
  return [
    ['get_dev_info', open((call) => devInfoOf(facts(call)))],
    ['get_params', open((call) => paramsAnswer(facts(call)))],
    ['get_dev_types', open(() => devMeta((siteNow() ?? noSite).devices, product))],
    ['get_devices', { right: 'devices', changes: false, run: () => devicesAnswer(siteNow()) }],
  ];
}

/** Asked only where the site has such charge points. */
function nameplatesOf({ devices }: Site, ocpp: Pick<OcppPort, 'server'>): ReadonlyMap<string, Nameplate> {
  if (!devices.some(({ definition }) => definition === ocppDefinition)) return new Map();
  const { chargeBoxes } = ocpp.server();
  return new Map(chargeBoxes.flatMap((box) => box.devices.map((device): [string, Nameplate] => [device, box])));
}

const nothingAsked = { off: false, rulesOff: false } as const;

/** A charge point that is put into the site this moment is not known to every desk yet. */
function orElse<T, E>(ask: () => T, missing: E): T | E {
  try {
    return ask();
  } catch (error) {
    if (error instanceof NetwachtError) return missing;
    throw error;
  }
}
