/** What a person wants of one charge point, as it is kept on disk (contracts §6). Times are wall ms. */
export type StoredOrder = StoredOverride | StoredRemote | StoredNeed | StoredPhases;

interface Placed {
  readonly chargePoint: string;
  readonly atMs: number;
  /** Who wants it: "admin", a token's name. */
  readonly source: string;
  /** A car has been plugged in then or since: the next time nobody is, an order for the session ends. */
  readonly begun: boolean;
}

/** A ceiling, or charging off; until a time, or until the car is unplugged. */
export interface StoredOverride extends Placed {
  readonly kind: 'override';
  /** mA per phase, 0 = off; absent = only the rules are off. */
  readonly limitMa?: number;
  /** Absent = until unplugged. */
  readonly untilMs?: number;
  readonly rulesOff: boolean;
}

/** A ceiling that a program gave (MQTT): it stands beside what persons want, the lower of both holds, and it ends by itself. */
export interface StoredRemote extends Placed {
  readonly kind: 'remote';
  /** mA per phase, 0 = off. */
  readonly limitMa: number;
  readonly untilMs: number;
}

/** What the car needs and by when; until it is unplugged. */
export interface StoredNeed extends Placed {
  readonly kind: 'need';
  /** Wh from `counterWh` on. */
  readonly energyWh?: number;
  /** The charge point's counter when the need was told, Wh. */
  readonly counterWh?: number;
  readonly departureMs?: number;
}

/** The number of phases that was chosen; until it is chosen anew. */
export interface StoredPhases extends Placed {
  readonly kind: 'phases';
  readonly phases: 1 | 3;
}

/** What happened to an order: a car came that it is for, or its time is over. */
export interface OrderMark {
  readonly chargePoint: string;
  readonly kind: StoredOrder['kind'];
  /** The order it is about: a newer one in its place is not meant. */
  readonly atMs: number;
  readonly mark: 'begun' | 'ended';
}
