import type { Place } from '../../../firmware/ocpp/ports.ts';
import { backendCeilings } from '../../../firmware/ocpp/profile/backend-ceilings.ts';
import { type ChargingProfile16, criteriaFrom16, profileFrom16 } from '../../../firmware/ocpp/profile/from-16.ts';
import {
  type ChargingProfile201,
  clearCriteriaFrom201,
  profileFrom201,
} from '../../../firmware/ocpp/profile/from-201.ts';
import { ProfileStore } from '../../../firmware/ocpp/profile/profile-store.ts';
import { storedProfiles } from '../../../firmware/ocpp/profile/stored-profiles.ts';
import { validatorOf } from '../../../firmware/ocpp/schema/validators.ts';
import type { OcppVersion } from '../../../firmware/ocpp/version.ts';
import type { HostileCall } from './hostile-profiles.ts';

export interface PlayedStationOptions {
  readonly backend: string;
  readonly version: OcppVersion;
  readonly place: Place;
  readonly wallMs: () => number;
  /** The profiles of before a restart, as they stood on disk. */
  readonly kept?: unknown;
}

/** What becomes of a call of a backend. */
export type Outcome = 'accepted' | 'schema' | 'refused' | 'cleared';

/**
 * A station towards a hostile backend as far as its limits go: the schema, the profile engine, the place. It has neither a
 * connection nor transactions of its own; all the rest is the firmware's.
 */
export class PlayedStation {
  readonly #o: PlayedStationOptions;
  readonly #store: ProfileStore;
  #told = '';
  #nextMs = Number.POSITIVE_INFINITY;

  constructor(options: PlayedStationOptions) {
    this.#o = options;
    const { profiles } = storedProfiles(options.kept);
    this.#store = new ProfileStore({ version: options.version, profiles });
    options.place.onEvent((event) => {
      if (event.kind === 'end') this.#store.endTransaction(event.localTx);
      if (event.kind === 'end' || event.kind === 'begin') this.recompute();
    });
    this.recompute();
  }

  /** As it stands on disk. */
  get document(): string {
    return JSON.stringify(this.#store.list());
  }

  take({ action, payload }: HostileCall): Outcome {
    const { version } = this.#o;
    // Over the wire and back: what is no JSON becomes what JSON makes of it.
    const frame = JSON.parse(JSON.stringify(payload)) as never;
    const faults = validatorOf(version, action, 'request')?.(frame) ?? [];
    if (faults.length > 0) return 'schema';
    const outcome = action === 'ClearChargingProfile' ? this.#clear(frame) : this.#install(frame);
    if (outcome !== 'refused') this.recompute();
    return outcome;
  }

  /** Whenever something may have changed by itself. */
  tick(): void {
    if (this.#o.wallMs() >= this.#nextMs) this.recompute();
  }

  recompute(): void {
    const { place, wallMs, backend } = this.#o;
    const [ceiling] = backendCeilings({
      ...{ profiles: this.#store.list(), transactions: this.#transactions(), atMs: wallMs() },
      connectors: [{ phases: place.facts().phases, mayCharge: true }],
    });
    this.#nextMs = ceiling?.untilMs ?? Number.POSITIVE_INFINITY;
    const text = JSON.stringify(ceiling) ?? '';
    if (text === this.#told) return;
    this.#told = text;
    place.limit(backend, ceiling);
  }

  #install(payload: never): Outcome {
    const { version, wallMs } = this.#o;
    const { connectorId, csChargingProfiles } = payload as {
      connectorId: number;
      csChargingProfiles: ChargingProfile16;
    };
    const { evseId, chargingProfile } = payload as { evseId: number; chargingProfile: ChargingProfile201 };
    const running = this.#transactions()[0]?.id;
    const profile =
      version === '1.6'
        ? profileFrom16(connectorId, csChargingProfiles, (id) => (id === 1 ? running : undefined))
        : profileFrom201(evseId, chargingProfile);
    const context = { nowMs: wallMs(), transactions: this.#transactions(), connectors: 1 };
    return this.#store.install(profile, context).accepted ? 'accepted' : 'refused';
  }

  #clear(payload: never): Outcome {
    const criteria = this.#o.version === '1.6' ? criteriaFrom16(payload) : clearCriteriaFrom201(payload);
    return this.#store.clear(criteria).length > 0 ? 'cleared' : 'refused';
  }

  #transactions() {
    const running = this.#o.place.transaction();
    return running === undefined ? [] : [{ connector: 1, id: running.localTx, startedAtMs: running.startedAtMs }];
  }
}
