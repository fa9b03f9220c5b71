import type { EventFacts, EventSeverity, HappeningCode, SiteEvent } from '../../domain/events.ts';
import type { Session } from '../../domain/session.ts';
import type { Site } from '../../domain/site/schema.ts';

/** Something that has no end. */
export function once(
  code: HappeningCode,
  severity: EventSeverity,
  subject: string,
  nowMs: number,
  facts: EventFacts,
): SiteEvent {
  return { code, severity, subject, stage: 'once', sinceMs: nowMs, atMs: nowMs, facts };
}

/** A charging session that is over; undefined: nothing was charged. The person's name goes only where a rule asks for it. */
export function sessionEnded(session: Session, site: Site | undefined, nowMs: number): SiteEvent | undefined {
  const { energyWh, costUct, unpricedWh, pluggedS, name, user } = session;
  if (energyWh < 1) return undefined;
  const person = site?.users.find(({ id }) => id === user)?.name;
  return once('sessionEnded', 'info', `${session.chargePoint}/${session.id}`, nowMs, {
    ...{ what: name, energyWh, durationS: pluggedS },
    ...(unpricedWh >= energyWh ? {} : { costCt: costUct / 1e6 }),
    ...(person === undefined ? {} : { person }),
  });
}

/** What an entry of the audit trail is for people, if anything. */
export function actOf(who: string, what: string, nowMs: number): SiteEvent | undefined {
  const facts = { by: who };
  if (what.startsWith('The password was changed'))
    return once('passwordChanged', 'warning', who, nowMs, { what: who, ...facts });
  const [, done, json] = /^A token was (made|taken away) (\{.*\})$/.exec(what) ?? [];
  if (done !== undefined) {
    const token = tokenIn(json ?? '');
    return once(done === 'made' ? 'tokenMade' : 'tokenRemoved', 'warning', token, nowMs, { what: token, ...facts });
  }
  const [, version] = /^a bundle of version (\S+) was received/.exec(what) ?? [];
  return version === undefined ? undefined : once('updateArrived', 'info', version, nowMs, { what: version, version });
}

/** That of a backup, which is no event but makes the one that tells of an old backup end. */
export const isBackup = (what: string): boolean => what === 'a backup was made';

function tokenIn(json: string): string {
  try {
    const { token } = JSON.parse(json) as { token?: unknown };
    return typeof token === 'string' ? token : '?';
  } catch {
    // A trail that is cut off at its longest says no name.
    return '?';
  }
}
