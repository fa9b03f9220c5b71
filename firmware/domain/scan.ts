/** Looking for devices: what is asked for and what was found. Nothing is ever written to a device. */

/** How a serial line may be set; the first that brings an answer is not the last that is tried. */
export interface SerialSetting {
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
}

/** Where to look; exactly one of the four. */
export interface ScanRequest {
  /** A line of the site, by id. */
  readonly line?: string;
  /** A serial port that the site has no line on. */
  readonly serial?: { readonly path: string; readonly framing: 'rtu' | 'ascii' };
  /** The box's own networks: the ports of Modbus TCP. */
  readonly network?: {
    readonly ports: readonly number[];
    /** These only, wherever they are; absent: all of the box's own networks. */
    readonly hosts?: readonly string[];
  };
  /** An entry of the site's devices, read as it would be once it stands there. */
  readonly device?: unknown;
  /** Absent: the ones that products have when they are delivered. */
  readonly settings?: readonly SerialSetting[];
  /** Absent: 1 to 16 and the ones that products have when they are delivered. */
  readonly unitIds?: { readonly from: number; readonly to: number };
}

export interface FoundDevice {
  /** The site's line, or null. */
  readonly line: string | null;
  /** The serial port, or null. */
  readonly path: string | null;
  readonly setting: SerialSetting | null;
  /** `host:port`, or null. */
  readonly address: string | null;
  readonly unitId: number | null;
  /** What it calls itself on the network, or null. */
  readonly name: string | null;
  /** What it may be, the surest first; empty: it answers, and is nothing we know. */
  readonly products: readonly {
    readonly definition: string;
    readonly vendor: string;
    readonly model: string;
    readonly kind: string;
    /** What it said when it was asked what it is, or all it gives where it was read. */
    readonly values: Readonly<Record<string, number | string | null | readonly (number | null)[]>>;
  }[];
  /** The device of the site that stands there already. */
  readonly device: string | null;
}

export const scanStates = ['running', 'done', 'ended', 'failed'] as const;

/** A scan and what it found so far. */
export interface ScanResult {
  readonly id: string;
  readonly state: (typeof scanStates)[number];
  readonly progress: { readonly done: number; readonly total: number; readonly what: string };
  readonly found: readonly FoundDevice[];
  /** Why it failed or found nothing, as one plain sentence. */
  readonly message: string | null;
  readonly startedAt: string;
}

/** More than this is told of no scan. */
export const mostFound = 500;

/** Ports of Modbus TCP: the registered one, and what inverters and gateways use beside it. */
export const modbusTcpPorts = [502, 1502] as const;
