import type { Device } from '../../domain/device.ts';
import type { DeviceLineState, LineState, LinesState } from '../../domain/lines.ts';
import type { DeviceConfig } from '../../domain/site/devices.ts';
import type { Site } from '../../domain/site/schema.ts';
import type { HealthState } from '../../domain/state.ts';
import type { DeviceSet, LineInUse } from '../device-set.ts';
import type { Moment } from '../sources/source.ts';
import { BusyLines } from './busy-lines.ts';
import { LineUse } from './line-use.ts';

/** Looks at lines and devices every now and then: what they tell of themselves, as data. */
export class LineWatch {
  readonly #use = new LineUse();
  readonly #busy = new BusyLines();

  look(set: Pick<DeviceSet, 'lines' | 'devices'>, site: Site, moment: Moment): LinesState {
    const { lines, devices } = set;
    const shares = this.#use.look(lines, moment.nowMs);
    const states = lines.map((line) => lineState(line, shares.get(line.bus)));
    this.#busy.look(lines, states, moment.wallMs);
    const configs = new Map(site.devices.map((config) => [config.id, config]));
    return {
      at: new Date(moment.wallMs).toISOString(),
      lines: states,
      devices: [...devices].map(([id, device]) => deviceState(id, device, configs.get(id), moment)),
    };
  }

  /** Lines that are planned or used too much. */
  health(): readonly HealthState[] {
    return this.#busy.health;
  }
}

function lineState({ config, bus, budget, devices }: LineInUse, actual: number | undefined): LineState {
  const { health } = bus;
  const planned = budget?.plannedShare;
  return {
    ...{ id: config.id, kind: config.kind, devices: [...devices], connected: health.connected },
    ...{ requests: health.requests, replies: health.replies, timeouts: health.timeouts },
    ...{ exceptions: health.exceptions, framingErrors: health.framingErrors, mismatches: health.mismatches },
    ...{ strayFrames: health.strayFrames, reconnects: health.reconnects, expired: health.expired },
    queue: { length: health.queueLength, longestWaitMs: Math.round(health.longestWaitMs) },
    load: {
      planned: planned === undefined ? null : rounded(planned),
      actual: actual === undefined ? null : rounded(actual),
    },
    lastError: health.lastError ?? null,
  };
}

function deviceState(
  id: string,
  device: Device,
  config: DeviceConfig | undefined,
  { nowMs, wallMs }: Moment,
): DeviceLineState {
  const { health, healthSinceMs, fault, traffic, polls } = device;
  const iso = (atMs: number) => new Date(wallMs + Math.min(0, atMs - nowMs)).toISOString();
  return {
    ...{ id, health, since: iso(healthSinceMs), fault: fault ?? null },
    line: config?.line ?? config?.address ?? config?.broker ?? null,
    traffic: traffic === undefined ? null : trafficState(traffic, iso),
    polls:
      polls === undefined
        ? null
        : {
            everyMs: polls.pollEveryMs,
            requestsPerPoll: polls.requestsPerPoll,
            mediumEveryMs: Math.round(polls.mediumEveryMs),
          },
  };
}

function trafficState(
  {
    requests,
    answers,
    timeouts,
    exceptions,
    errors,
    answerMs,
    lastAnswerAtMs,
    lastError,
  }: NonNullable<Device['traffic']>,
  iso: (atMs: number) => string,
): NonNullable<DeviceLineState['traffic']> {
  return {
    ...{ requests, answers, timeouts, exceptions, errors },
    timeoutShare: requests === 0 ? 0 : rounded(timeouts / requests),
    answerMs:
      answerMs === undefined
        ? null
        : { median: tenths(answerMs.median), p95: tenths(answerMs.p95), longest: tenths(answerMs.longest) },
    lastAnswer: lastAnswerAtMs === undefined ? null : iso(lastAnswerAtMs),
    lastError: lastError === undefined ? null : { message: lastError.message, at: iso(lastError.atMs) },
  };
}

const rounded = (value: number): number => Math.round(1000 * value) / 1000;
const tenths = (value: number): number => Math.round(10 * Math.max(0, value)) / 10;
