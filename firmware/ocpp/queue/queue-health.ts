import type { HealthCode, HealthState } from '../../domain/state.ts';
import type { QueueName } from '../../store/ocpp/queue-rows.ts';

export interface QueueFacts {
  readonly name: QueueName;
  /** Dropped messages that nobody has seen. */
  readonly unseen: number;
  readonly waiting: number;
  /** Left out for want of room, since the program started. */
  readonly thinned: number;
  /** There is no room for meter values. */
  readonly full: boolean;
  /** Why the next message waits, after a failure. */
  readonly failure: string | undefined;
}

/** What is wrong with the queue of a station, in sentences. */
export function queueHealth(facts: QueueFacts): readonly Omit<HealthState, 'since'>[] {
  const { name, unseen, waiting, thinned, full, failure } = facts;
  const what = `${name.backend}/${name.station}`;
  const state = (part: string, severity: HealthState['severity'], code: HealthCode, message: string) => ({
    ...{ id: `ocpp:${part}:${what}`, severity, code, what, message },
  });
  return [
    ...(unseen === 0
      ? []
      : [
          state(
            ...(['dropped', 'fault', 'ocppMessageDropped'] as const),
            `${counted(unseen, 'message')} about money to backend ${name.backend} for station ${name.station} could not be delivered; see the list of dropped messages`,
          ),
        ]),
    ...(thinned === 0
      ? []
      : [
          state(
            ...(['thinned', full ? 'fault' : 'warning', 'ocppQueueThinned'] as const),
            `${counted(thinned, 'meter value')} for backend ${name.backend}, station ${name.station}, were left out: ${waiting} messages wait already`,
          ),
        ]),
    ...(failure === undefined
      ? []
      : [
          state(
            ...(['retry', 'warning', 'ocppMessageRetry'] as const),
            `backend ${name.backend} does not take a message about money of station ${name.station}: ${failure}`,
          ),
        ]),
  ];
}

/** Of a queue whose station does not run. */
export function waitsWithoutStation({ name, waiting }: QueueFacts): readonly Omit<HealthState, 'since'>[] {
  if (waiting === 0) return [];
  const what = `${name.backend}/${name.station}`;
  const verb = waiting === 1 ? 'waits' : 'wait';
  return [
    {
      ...{ id: `ocpp:waits:${what}`, severity: 'warning', code: 'ocppMessageRetry', what },
      message: `${counted(waiting, 'message')} about money ${verb} for backend ${name.backend}, and its station ${name.station} does not run: configure it again, or remove the backend`,
    },
  ];
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
