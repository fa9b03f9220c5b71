/** What the check of a site must know of other rooms; handed over by whoever checks (arrows point to domain, never from it). */
export interface SiteKnowledge {
  formula(
    text: string,
  ):
    | { readonly ok: true; readonly names: readonly string[] }
    | { readonly ok: false; readonly fault: { readonly message: string; readonly from: number; readonly to: number } };
  definition(id: string): DefinitionFacts | undefined;
  /** Why there is no such definition, where its file is the reason. */
  definitionOff?(id: string): string | undefined;
}

/** Facts of a product that a site document must fit. */
export interface DefinitionFacts {
  readonly kind: 'meter' | 'chargePoint';
  /**
   * Ways to reach it: a serial line, a line over TCP with RTU frames, either of them with
   * ASCII frames, TCP at an address of its own, HTTP, or a broker that
   * speaks MQTT. An OCPP charge point is not reached: it comes; what is pushed to us is reached by nobody.
   */
  readonly reachedBy: readonly (
    | ('serial' | 'rtu-over-tcp' | 'ascii' | 'tcp')
    | ('http' | 'mqtt' | 'contact' | 'ocpp' | 'push')
  )[];
  /** It has its serial line for itself: there is no unit id that would tell two apart. */
  readonly ownsLine?: boolean;
  /** So often it speaks by itself, or is asked; absent: at the pace of its line. */
  readonly speaksEveryMs?: number;
  /** What it is called on a broker where the site does not say. */
  readonly defaultTopic?: string;
  readonly defaultUnitId: number;
  /** Fields that control writes and of which sources are not sure: what a person may confirm. */
  readonly doubtful?: readonly string[];
  /** Its registers are found in the device: several such products (an inverter, its meter, its battery) share a unit id. */
  readonly findsModels?: boolean;
  /** A meter without currents per phase cannot be the meter of a circuit. */
  readonly measuresCurrent: boolean;
  /** Charge points only: whether it can be told to use one phase or three. */
  readonly switchesPhases?: boolean;
  /** An inverter that can be told how much it may produce at most. */
  readonly limitsPower?: boolean;
  /** Amperes; charge points only. */
  readonly minCurrentA?: number;
  readonly maxCurrentA?: number;
  /** The maximum when the site names none. */
  readonly defaultMaxCurrentA?: number;
}
