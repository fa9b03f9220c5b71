import { type Ceiling, lowest, openCeiling } from './ceiling.ts';
import type { ChargingProfile, ProfilePurpose, ProfileTransaction } from './charging-profile.ts';
import { Lane } from './lane.ts';

/** What all purposes together say at a moment; `profiles`: those that prevail. `untilMs`: until then it is sure. */
export interface Ruling {
  readonly ceiling: Ceiling;
  readonly profiles: readonly ChargingProfile[];
  readonly untilMs: number;
}

/** Limits of the whole station: the maximum and 2.0.1's constraints from outside, both on connector 0. */
export class StationRules {
  readonly #external: Lane;
  readonly #max: Lane;

  constructor(profiles: readonly ChargingProfile[]) {
    const ofStation = (purpose: ProfilePurpose) =>
      new Lane(
        profiles.filter((profile) => profile.purpose === purpose && profile.connector === 0),
        undefined,
      );
    this.#external = ofStation('external');
    this.#max = ofStation('stationMax');
  }

  at(atMs: number): Ruling {
    return merged([this.#external.ruleAt(atMs), this.#max.ruleAt(atMs)]);
  }
}

/**
 * Limits of one connector without those of the whole station: its transaction's profile, else the default one (1.6 3.13.1: a
 * TxProfile in force overrules the default), and constraints from outside for this EVSE. `idleSinceMs`: where no transaction
 * runs, when charging would begin; undefined: at each moment asked for.
 */
export class ConnectorRules {
  readonly #external: Lane;
  readonly #tx: Lane;
  readonly #default: Lane;

  constructor(
    profiles: readonly ChargingProfile[],
    connector: number,
    transaction: ProfileTransaction | undefined,
    idleSinceMs: number | undefined,
  ) {
    const sinceMs = transaction?.startedAtMs ?? idleSinceMs;
    this.#external = new Lane(
      profiles.filter((profile) => profile.purpose === 'external' && profile.connector === connector),
      sinceMs,
    );
    this.#tx = new Lane(
      profiles.filter((profile) => profile.connector === connector && isOf(profile, transaction)),
      sinceMs,
    );
    this.#default = new Lane(
      profiles.filter(
        (profile) => profile.purpose === 'txDefault' && (profile.connector === connector || profile.connector === 0),
      ),
      sinceMs,
    );
  }

  at(atMs: number): Ruling {
    const external = this.#external.ruleAt(atMs);
    const tx = this.#tx.ruleAt(atMs);
    if (tx.ceiling !== undefined) return merged([external, tx]);
    return merged([external, tx, this.#default.ruleAt(atMs)]);
  }
}

const isOf = ({ purpose, transaction }: ChargingProfile, running: ProfileTransaction | undefined): boolean =>
  purpose === 'tx' && running !== undefined && (transaction === undefined || transaction === running.id);

function merged(rules: readonly ReturnType<Lane['ruleAt']>[]): Ruling {
  let ceiling = openCeiling;
  let untilMs = Number.POSITIVE_INFINITY;
  const profiles: ChargingProfile[] = [];
  for (const rule of rules) {
    untilMs = Math.min(untilMs, rule.untilMs);
    if (rule.ceiling === undefined || rule.profile === undefined) continue;
    ceiling = lowest(ceiling, rule.ceiling);
    profiles.push(rule.profile);
  }
  return { ceiling, profiles, untilMs };
}

/** Both at once; the station's word on a conductor comes first. */
export const both = (station: Ruling, connector: Ruling): Ruling => ({
  ceiling: lowest(station.ceiling, connector.ceiling),
  profiles: [...station.profiles, ...connector.profiles],
  untilMs: Math.min(station.untilMs, connector.untilMs),
});
