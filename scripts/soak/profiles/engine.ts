import { type CompositeSchedule, compositeSchedule } from '../../../firmware/ocpp/profile/composite.ts';
import { criteriaFrom16, profileFrom16 } from '../../../firmware/ocpp/profile/from-16.ts';
import { clearCriteriaFrom201, profileFrom201 } from '../../../firmware/ocpp/profile/from-201.ts';
import { limitAt } from '../../../firmware/ocpp/profile/limit-at.ts';
import { ProfileStore } from '../../../firmware/ocpp/profile/profile-store.ts';
import { storedProfiles } from '../../../firmware/ocpp/profile/stored-profiles.ts';
import { type CaseStep, is16, type ProfileCase } from './profile-case.ts';

/** The engine as a station uses it, with a restart after each step. */
export class Engine {
  readonly #case: ProfileCase;
  #store: ProfileStore;
  #transactions: readonly { connector: number; id: string; startedAtMs: number }[] = [];

  constructor(one: ProfileCase) {
    this.#case = one;
    this.#store = new ProfileStore({ version: one.version, bounds: { maxProfiles: one.maxProfiles } });
  }

  take(step: CaseStep): boolean | number {
    const answer = this.#take(step);
    const { version, maxProfiles } = this.#case;
    const { profiles, dropped } = storedProfiles(JSON.parse(JSON.stringify(this.#store.list())));
    if (dropped > 0) throw new Error(`${dropped} profiles do not come back after a restart`);
    this.#store = new ProfileStore({ version, bounds: { maxProfiles }, profiles });
    return answer;
  }

  #take(step: CaseStep): boolean | number {
    if (step.kind === 'begin')
      this.#transactions = [
        ...this.#transactions,
        { connector: step.connector, id: `tx${step.number}`, startedAtMs: step.startedAtMs },
      ];
    if (step.kind === 'end') {
      this.#transactions = this.#transactions.filter(({ id }) => id !== `tx${step.number}`);
      this.#store.endTransaction(`tx${step.number}`);
    }
    if (step.kind === 'clear16') return this.#store.clear(criteriaFrom16(step.payload)).length;
    if (step.kind === 'clear201') return this.#store.clear(clearCriteriaFrom201(step.payload)).length;
    if (step.kind !== 'set') return 0;
    const { payload, connector, atMs, by } = step;
    const profile = is16(payload)
      ? profileFrom16(connector, payload, (number) => `tx${number}`)
      : profileFrom201(connector, payload);
    return this.#store.install(profile, {
      ...{ nowMs: atMs, transactions: this.#transactions, connectors: this.#case.connectors.length },
      ...{ choosesPhase: this.#case.choosesPhase, by },
    }).accepted;
  }

  get installed() {
    return this.#store.list();
  }

  get transactions() {
    return this.#transactions;
  }

  composite(): CompositeSchedule {
    const { connector, connectors, fromMs, durationS, unit } = this.#case;
    const query = { connector, connectors, fromMs, durationS, unit };
    return compositeSchedule({ ...query, profiles: this.#store.list(), transactions: this.#transactions });
  }

  limitAt(connector: number, atMs: number) {
    return limitAt({ profiles: this.#store.list(), connector, transactions: this.#transactions, atMs });
  }
}
