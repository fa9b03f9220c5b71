/** What others push to the box of a device of the site (`set_ajax_meter`, `set_ajax_evse`); missing = not said in this push. */

/** mA, W, V, Wh, %; own phases of the device in its own order, an `undefined` phase was not said. Positive = import. */
export interface MeterPush {
  readonly powerW?: number;
  readonly currentMa?: readonly (number | undefined)[];
  readonly voltageV?: readonly (number | undefined)[];
  readonly importWh?: number;
  readonly exportWh?: number;
  readonly soc?: number;
  readonly model?: string;
}

export interface ChargePointPush {
  /** 1 waiting, 2 plugged, 3 charging, 4 with ventilation, 5 error, 6 offline (original-product C25). */
  readonly state?: 1 | 2 | 3 | 4 | 5 | 6;
  /** The most that the box can, mA. */
  readonly maxMa?: number;
  readonly currentMa?: readonly (number | undefined)[];
  readonly totalWh?: number;
  readonly model?: string;
  /** A card that was shown at the box. */
  readonly rfid?: string;
}

/** What a pushing charge point is told: the offer of the last cycle. */
export interface PushedOffer {
  /** mA per phase; 0 = no charging. Before the first decision the fail-safe current of the site. */
  readonly currentMa: number;
  /** A car is there and gets nothing. */
  readonly isPaused: boolean;
}
