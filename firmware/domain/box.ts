/**
 * The box around the program: image, slots, updates, network, clock. What the API answers, what it asks of the root service
 * and what that answers (firmware/system/root). Types only; each side checks what it reads with schemas of its own.
 */

/** The two places of a root file system; one runs, the other takes the next version. */
export type SlotName = 'A' | 'B';

/** `/etc/netwacht/image.json`: what the recipe wrote about the image that runs. Times are ISO 8601 in UTC. */
export interface ImageFacts {
  /** `cm4-arm64`, `generic-amd64`; a bundle fits when its RAUC compatible is `netwacht-TARGET`. */
  readonly target: string;
  readonly version: string;
  readonly commit: string;
  readonly builtAt: string;
  /** Signed with development keys: anybody can make an update for it. */
  readonly development: boolean;
  /** `YYYY-MM-DD`; null: not promised. */
  readonly supportUntil: string | null;
}

/** `untried`: installed and not yet confirmed by the health gate; `bad`: its boots were used up or it was marked so. */
export const slotStates = ['empty', 'good', 'bad', 'untried'] as const;
export type SlotState = (typeof slotStates)[number];

export interface SlotFacts {
  readonly slot: SlotName;
  readonly running: boolean;
  readonly version: string | null;
  readonly state: SlotState;
  /** The health gate once found this very content of the slot well. */
  readonly confirmed: boolean;
}

/** What a bundle says of itself; its signature was checked against the keyring of the box, its payload not yet. */
export interface BundleFacts {
  readonly version: string;
  readonly target: string;
  readonly builtAt: string | null;
  /** What changed, plain text, at most 16 KiB; null: the bundle does not say. */
  readonly changes: string | null;
}

export type AddressSetting =
  | { readonly mode: 'dhcp' }
  | {
      readonly mode: 'fixed';
      /** With its prefix: `10.0.0.5/24`. */
      readonly address: string;
      readonly gateway?: string;
      readonly dns?: readonly string[];
    };

/** The second interface, towards the meter gateway: never routed, no gateway, no name server. */
export type HanSetting = { readonly interface: string } & (
  | { readonly mode: 'dhcp' }
  | { readonly mode: 'fixed'; readonly address: string }
  /** Only the IPv6 address that an interface gives itself. */
  | { readonly mode: 'linkLocal' }
);

/** `/data/system/network.json`, and what `PUT /api/v1/network` takes. */
export interface NetworkSetting {
  /** Without `interface`: the first wired one that is not the HAN's. */
  readonly lan: AddressSetting & { readonly interface?: string };
  readonly han: HanSetting | null;
  /** One label, `[a-z0-9-]`, at most 63; the box answers to `HOSTNAME.local`. */
  readonly hostname: string;
}

export interface InterfaceFacts {
  readonly name: string;
  readonly mac: string;
  /** A cable is in and the other end answers. */
  readonly carrier: boolean;
  readonly use: 'lan' | 'han' | 'unused';
  /** With prefixes: `10.0.0.5/24`, `fe80::1/64`. */
  readonly addresses: readonly string[];
}

export interface NetworkState {
  readonly interfaces: readonly InterfaceFacts[];
  readonly gateway: string | null;
  readonly dns: readonly string[];
  /** A change on trial: unless confirmed by then (or when the box restarts) the setting before comes back. */
  readonly trial: { readonly until: string } | null;
  /** A sentence when the kept setting could not be read and DHCP holds in its place. */
  readonly fault: string | null;
}

/** `GET /api/v1/network`. The setting is the one in force: the one on trial while there is a trial. */
export interface NetworkView extends NetworkSetting {
  readonly state: NetworkState;
}

/** `GET /api/v1/time`. */
export interface TimeView {
  /** Asked in this order; empty: those of the image, or of DHCP. */
  readonly servers: readonly string[];
  readonly synchronised: boolean;
  /** ISO 8601, UTC. */
  readonly now: string;
}

/** One JSON line to `/run/netwacht-root/socket`, one request a connection. `file`: a bare name in `/data/updates`. */
export type RootRequest =
  | { readonly verb: 'install'; readonly do: 'status' | 'rollback' }
  | { readonly verb: 'install'; readonly do: 'inspect' | 'bundle'; readonly file: string }
  | { readonly verb: 'network'; readonly do: 'get' | 'confirm' }
  | { readonly verb: 'network'; readonly do: 'set'; readonly network: NetworkSetting }
  /** Ports on which a program of ours listens beyond 80 and 443; each list whole, not kept over a restart of the box. */
  | {
      readonly verb: 'network';
      readonly do: 'listen';
      readonly lan: readonly number[];
      readonly han: readonly number[];
    }
  | { readonly verb: 'time'; readonly do: 'get' }
  /** `now`: ISO 8601; taken only while no time server has answered. */
  | { readonly verb: 'time'; readonly do: 'set'; readonly servers?: readonly string[]; readonly now?: string }
  | { readonly verb: 'reboot' }
  | { readonly verb: 'reset' };

export interface RootProgress {
  readonly percent: number;
  readonly message: string;
}

export interface RootError {
  /** One of `rootCodes`. */
  readonly code: string;
  readonly message: string;
  readonly path?: string;
}

/** Lines that come back: any number of `progress`, then one of the other two. */
export type RootLine =
  | { readonly progress: RootProgress }
  | ({ readonly ok: true } & object)
  | { readonly error: RootError };

/** `install status`. */
export interface SlotsAnswer {
  readonly ok: true;
  readonly slots: readonly SlotFacts[];
  /** An install runs, whoever asked for it. */
  readonly installing: boolean;
}
/** `install inspect`. */
export interface InspectAnswer {
  readonly ok: true;
  readonly bundle: BundleFacts;
}
/** `install bundle`, `install rollback`: this slot starts at the next restart, which is the asker's to ask for. */
export interface NextAnswer {
  readonly ok: true;
  readonly slot: SlotName;
  readonly version: string | null;
}
/** `network get | set | confirm`. */
export interface NetworkAnswer {
  readonly ok: true;
  readonly network: NetworkView;
}
/** `time get | set`. */
export interface TimeAnswer {
  readonly ok: true;
  readonly time: TimeView;
}
