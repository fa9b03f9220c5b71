import type { ContactEvents, ContactReader } from '../../../drivers/contacts/contact-reader.ts';
import type { WiredContacts } from '../../../drivers/contacts/open-contacts.ts';
import { rootCircuit } from '../../domain/site/check-tree.ts';
import type { GridInput } from '../../domain/site/grid.ts';
import type { Site } from '../../domain/site/schema.ts';
import { circuitMinimumW } from '../../grid/para14a/circuit-minimum.ts';
import { ContactsSource } from './contacts-source.ts';
import { LeaderSource, leaderSourceId } from './leader-source.ts';
import { LpcSource, lpcSourceId } from './lpc-source.ts';
import { PeakSource, peakSourceId } from './peak-source.ts';
import type { LimitSource, Moment } from './source.ts';

/** One source that a site asks for. */
export interface SourceConfig {
  readonly id: string;
  /** All that it is built from, as text: the same text, the same source. */
  readonly config: string;
  /** `kept`: what it had kept before. */
  open(means: SourceMeans, moment: Moment, kept: string | undefined): LimitSource;
}

/** What sources are opened with. */
export interface SourceMeans {
  openContacts(source: WiredContacts, events: ContactEvents): ContactReader;
  /** Asks for one more cycle after so many ms. */
  lookAgain(afterMs: number): void;
  log(message: string): void;
}

/** What a fail-safe limit is at least, with or without §14a. */
const leastFailsafeW = 4200;

/** Every source of a site, in a fixed order. */
export function sourceConfigs(site: Site): readonly SourceConfig[] {
  return [
    ...lpcConfig(site),
    ...site.gridInputs.map((input) => inputConfig(site, input)),
    ...peakConfig(site),
    ...leaderConfig(site),
  ];
}

function lpcConfig(site: Site): readonly SourceConfig[] {
  const { lpc } = site;
  if (lpc === undefined) return [];
  const minimumW = Math.max(leastFailsafeW, floorW(site, lpc));
  const config = JSON.stringify([lpc, minimumW]);
  return [{ id: lpcSourceId, config, open: (_, moment, kept) => new LpcSource(lpc, minimumW, moment, kept) }];
}

function peakConfig(site: Site): readonly SourceConfig[] {
  const { quarterPeak, timezone } = site;
  if (quarterPeak === undefined) return [];
  const config = JSON.stringify([quarterPeak, timezone, rootCircuit(site).id]);
  return [{ id: peakSourceId, config, open: (_, moment, kept) => new PeakSource(quarterPeak, site, moment, kept) }];
}

function leaderConfig({ leader }: Site): readonly SourceConfig[] {
  if (leader === undefined) return [];
  const config = JSON.stringify(leader);
  return [{ id: leaderSourceId, config, open: (_, moment, kept) => new LeaderSource(leader, moment, kept) }];
}

function inputConfig(site: Site, input: GridInput): SourceConfig {
  const floor = floorW(site, input);
  return {
    id: `input:${input.id}`,
    config: JSON.stringify([input, floor]),
    open({ openContacts, lookAgain, log }, moment, kept) {
      const { source } = input;
      const events = {
        onChange: () => lookAgain(0),
        onTrouble: (message: string) =>
          log(`input ${input.id}: ${message}; the last level holds for ${input.holdS} s, then the safe one`),
      };
      const reader = source.kind === 'device' ? undefined : openContacts(source, events);
      return new ContactsSource(input, { floorW: floor, reader, lookAgain, moment, kept });
    },
  };
}

/** The floor of a source's own fail-safe value, W: that of §14a, where it limits charge points. */
function floorW(site: Site, place: { readonly circuit: string; readonly scope: 'all' | 'chargePoints' }): number {
  const circuit = site.circuits.find(({ id }) => id === place.circuit);
  return place.scope === 'all' || circuit === undefined ? 0 : (circuitMinimumW(circuit) ?? 0);
}
