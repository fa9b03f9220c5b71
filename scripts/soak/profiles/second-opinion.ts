import type { Models, OCPP16 } from 'typed-ocpp';
import type { ChargingProfile } from '../../../firmware/ocpp/profile/charging-profile.ts';
import { compositeSchedule } from '../../../firmware/ocpp/profile/composite.ts';
import { profileTo16 } from '../../../firmware/ocpp/profile/to-16.ts';
import { Engine } from './engine.ts';
import { plainProfiles, type Quirk } from './plain-profiles.ts';
import type { CaseConnector, ProfileCase } from './profile-case.ts';

// Only what is needed: the package as a whole compiles the schemas of three versions, and beside them the oracle is eight times slower.
const part = (name: string): Promise<unknown> => import(new URL(name, import.meta.resolve('typed-ocpp')).href);
const { ChargingManager } = (await part('ocpp16/chargingmanager.js')) as typeof OCPP16;
const { Models: models } = (await part('common/models.js')) as { readonly Models: typeof Models };

/**
 * Whether typed-ocpp's ChargingManager says the same as the engine of a case of 1.6, on one connector at every second of the
 * window. `told`: `asTheyAre`, the profiles go to it as they came; `plain`, in words that leave nothing to any of its quirks; a
 * quirk, in words that leave it that one. Where no profile says anything it is given the connector's own maximum, and what it
 * says is held under that, as the engine does.
 */
export function secondOpinion(one: ProfileCase, told: 'asTheyAre' | 'plain' | Quirk): boolean {
  const connector = Math.max(1, one.connector);
  const facts = one.connectors[connector - 1] as CaseConnector;
  const engine = new Engine(one);
  for (const step of one.steps) engine.take(step);
  const { transactions } = engine;
  const hasMaximum = told === 'asTheyAre' || told === 'no-station-maximum';
  const profiles = engine.installed.filter(({ purpose }) => hasMaximum || purpose !== 'stationMax');
  const { connectors, fromMs, durationS, unit } = one;
  const { periods } = compositeSchedule({ profiles, connector, connectors, transactions, fromMs, durationS, unit });

  const mostIn = (phases: number) =>
    unit === 'A' ? facts.maxMa / 1000 : (facts.maxMa * facts.voltageV * phases) / 1000;
  const nothing = { min: 0, max: 0, phases: { qty: facts.phases } };
  const open = { ...nothing, max: mostIn(facts.phases) };
  const manager = told === 'asTheyAre' || told === 'one-of-a-purpose' ? new ChargingManager() : new KeepingManager();
  manager.getDefaultLimits = () => ({ unit, charging: open, discharging: nothing, shouldDischarge: false });
  const toMs = fromMs + durationS * 1000;
  const begunMs = transactions.find((running) => running.connector === connector)?.startedAtMs ?? fromMs;
  const window = { fromMs, toMs, begunMs };
  const ofConnector = ({ connector: of, purpose }: ChargingProfile) =>
    purpose === 'stationMax' || of === 0 || of === connector;
  for (const profile of profiles)
    if (told === 'asTheyAre') install(manager, profile);
    else if (ofConnector(profile))
      for (const piece of plainProfiles(profile, window, told === 'plain' ? undefined : told)) install(manager, piece);
  const model = new models.ACChargingSession(facts.voltageV as 230);
  const schedule = manager.getConnectorSchedule(
    new Date(fromMs),
    new Date(toMs),
    connector,
    unit,
    model,
    facts.phases,
    false,
  );

  for (let second = 0; second < durationS; second += 1) {
    const atMs = fromMs + second * 1000;
    const theirs = schedule.find(({ start, end }) => start.getTime() <= atMs && atMs < end.getTime())?.data.charging;
    const ours = periods.findLast(({ startS }) => startS <= second);
    if (theirs === undefined || ours === undefined || ours.phases !== theirs.phases.qty) return false;
    const limit = Math.min(theirs.max, mostIn(theirs.phases.qty)) * (unit === 'A' ? 1000 : 1);
    // Ours is in whole mA or W at each step, rounded down.
    if (limit < ours.limit - 1e-6 || limit >= ours.limit + 2) return false;
  }
  return true;
}

/** Without its removal of all profiles of a purpose when one is set: only what is installed in the end is given to it. */
class KeepingManager extends ChargingManager {
  protected override _clearChargingProfiles(): void {
    // Nothing is to be removed.
  }
}

function install(manager: OCPP16.ChargingManager, profile: ChargingProfile): void {
  try {
    manager.setChargingProfile({ connectorId: profile.connector, csChargingProfiles: profileTo16(profile) });
  } catch (error) {
    // It takes no maximum of the station, on connector 0 neither.
    if (profile.purpose !== 'stationMax') throw error;
  }
}
