import type { DefinitionFacts } from './site/knowledge.ts';

/** A product that a device of the site may be, as a person chooses it. What is not known, or does not apply, is null. */
export interface ProductView {
  /** What the site calls it: `definition`. */
  readonly id: string;
  readonly vendor: string;
  readonly model: string;
  readonly kind: 'meter' | 'inverter' | 'battery' | 'chargePoint';
  /** `official`: from the vendor's document; `community`: others run with it; `unverified`: sources are thin. */
  readonly status: 'official' | 'community' | 'unverified';
  readonly reachedBy: DefinitionFacts['reachedBy'];
  /** As it is delivered. */
  readonly defaults: {
    readonly unitId: number | null;
    readonly port: number | null;
    readonly baudRate: number | null;
    readonly dataBits: 7 | 8 | null;
    readonly parity: 'none' | 'even' | 'odd' | null;
    readonly stopBits: 1 | 2 | null;
    readonly topic: string | null;
  };
  readonly minCurrentA: number | null;
  readonly maxCurrentA: number | null;
  /** Its maximum where the site names none. */
  readonly defaultMaxCurrentA: number | null;
  readonly switchesPhases: boolean;
  readonly measuresCurrent: boolean;
  readonly limitsPower: boolean;
  /** `connector` of the device means something. */
  readonly hasConnectors: boolean;
  /** `startRegister` of the device means something. */
  readonly findsModels: boolean;
  /** So often it speaks by itself, or is asked, s. */
  readonly everyS: number | null;
  /** Fields that are written and nobody is sure of: what a person may confirm. */
  readonly doubtful: readonly { readonly quantity: string; readonly what: string }[];
  /** What to know of it, in English, for who fits it. */
  readonly quirks: readonly string[];
}

/** A serial port that the machine has. */
export interface SerialPortView {
  /** Stays the same when it is plugged in anew, where the machine can tell. */
  readonly path: string;
  /** `/dev/ttyUSB0`. */
  readonly port: string;
  /** What the adapter calls itself, or null. */
  readonly name: string | null;
  /** The line of the site that it is, or null. */
  readonly line: string | null;
}
