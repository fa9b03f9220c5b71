import { fiveCalls, type HttpCall, readAll } from '../../smgw-sim/emt/calls.ts';
import { type FaultName, faults } from '../../smgw-sim/faults.ts';
import type { SmgwSim } from '../../smgw-sim/gateway.ts';
import type { BoxCalls } from './box-calls.ts';

/** One thing that goes wrong while a limit holds. */
export interface FaultTrial {
  readonly name: string;
  /** Makes it happen to the channel that is up. */
  readonly strike: (scene: Scene) => Promise<unknown>;
  /** PEM that the box must pin too, so that the fault is the only thing that is wrong. */
  readonly alsoPinned?: (sim: SmgwSim) => string;
  /** True: nothing goes wrong, the box must cope without a word. */
  readonly allowed?: boolean;
}

export interface Scene {
  readonly sim: SmgwSim;
  readonly box: BoxCalls;
  readonly channelPath: string;
}

const [setOneCall] = fiveCalls as readonly [HttpCall];
/** Forms that the box must take without an error. */
const allowed: readonly FaultName[] = [
  'splitRecords',
  'coalescedRecords',
  'socksSplit',
  'socksCoalesced',
  'socksBoundV6',
  'socksBoundName',
];
/** Beyond what the gateway's own faults do by themselves. */
const special: Readonly<Partial<Record<FaultName, Omit<FaultTrial, 'name'>>>> = {
  expiredCertificate: {
    strike: onRedial('expiredCertificate'),
    alsoPinned: ({ control }) => control.certificates.expired.certificatePem,
  },
  notYetValidCertificate: {
    strike: onRedial('notYetValidCertificate'),
    alsoPinned: ({ control }) => control.certificates.notYetValid.certificatePem,
  },
  slowEmt: {
    // Its request takes longer than the box waits for one.
    strike: ({ sim }) => {
      sim.control.fault('slowEmt');
      return sim.emt.request(setOneCall, { timeoutMs: 30_000 }).catch(() => {});
    },
  },
  halfOpen: {
    strike: async ({ sim }) => {
      sim.control.fault('halfOpen');
      await sim.emt.request(readAll, { timeoutMs: 2000 }).catch(() => {});
    },
  },
  displace: {
    // The test of a channel dials beside it, and thereby displaces it.
    strike: async ({ sim, box, channelPath }) => {
      sim.control.fault('displace');
      await box.ask('POST', `${channelPath}/test`);
      sim.control.clearFaults();
    },
  },
  idleClose: {
    strike: async ({ sim }) => {
      sim.control.fault('idleClose');
      await new Promise((resolve) => setTimeout(resolve, 250));
      sim.control.clock.advance(181_000);
      await new Promise((resolve) => setTimeout(resolve, 250));
      sim.control.clearFaults();
    },
  },
};

/** Arms the fault and closes the channel, so that it meets the box when that dials again. */
function onRedial(name: FaultName): FaultTrial['strike'] {
  return async ({ sim }) => {
    sim.control.fault(name);
    sim.control.closeChannels();
  };
}

/** Every fault of the simulator, then the 48 hours and a rotated certificate. */
export const faultTrials: readonly FaultTrial[] = [
  ...(Object.keys(faults) as FaultName[]).map((name): FaultTrial => {
    const known = special[name];
    if (known !== undefined) return { name, ...known };
    const strike: FaultTrial['strike'] =
      faults[name].kind === 'live' ? async ({ sim }) => sim.control.fault(name) : onRedial(name);
    return { name, strike, ...(allowed.includes(name) ? { allowed: true } : {}) };
  }),
  { name: '48 hours', strike: async ({ sim }) => sim.control.clock.advance(48 * 3_600_000) },
  {
    name: 'certificate rotated, the next one pinned',
    alsoPinned: ({ control }) => control.announce(),
    allowed: true,
    strike: async ({ sim }) => {
      sim.control.rotate();
      sim.control.closeChannels();
    },
  },
];
