/**
 * A device or gateway that repeats a reply does so within this. A request sent later than this after a reply, and
 * answered, is answered behind any repetition, since bytes keep their order on the way.
 */
export const repetitionMs = 10;
/** After this much time a repetition is no longer believed in, even if nothing was exchanged since. */
const repetitionOverMs = 500;
/** A reply this many time-outs late is still possible where replies do not keep their order. */
const lateTimeouts = 3;
/** … but this long after the time-out only the order of replies is relied on: a poll must not miss its next turn for it. */
const mostLateMs = 500;
/** A request unanswered for this long is never answered; bounds the memory of a dead device. */
const forgottenTimeouts = 20;
const leastForgottenMs = 10_000;

interface Unanswered {
  readonly unitId: number;
  readonly functionCode: number;
  readonly signature: string;
  readonly sentAtMs: number;
  /** Until then a reply that overtook or was overtaken is possible. */
  readonly lateUntilMs: number;
  readonly forgetAtMs: number;
  /** A later request to the unit was answered: in order, so this one's reply is gone. */
  isPassed: boolean;
  /** A later request to any unit was answered: a reply under way on the line has come in before that. */
  isFollowed: boolean;
  /** An exception came for it, or for an older one: if another reply comes, then its own. */
  readonly wasExcepted: boolean;
}

/** One exchange as the doubts see it. `signature`: two requests with the same one cannot tell their replies apart. */
export interface Exchanged {
  readonly unitId: number;
  readonly functionCode: number;
  readonly signature: string;
  readonly sentAtMs: number;
}

/**
 * Which replies may still come on a line whose frames carry no transaction id, and so which requests must not go out
 * yet (field/modbus.md §4: barrier after a time-out, alternation of reply lengths). Pure: times are arguments.
 */
export class Doubts {
  /** Signature -> when its last reply came: that reply may come again. */
  readonly #answered = new Map<string, number>();
  #unanswered: Unanswered[] = [];
  /** Unit and function -> when the last exception came, which may come again too. */
  readonly #excepted = new Map<string, number>();

  /** Whether a reply with this signature could be an older one's. */
  has(signature: string, nowMs: number): boolean {
    this.#forget(nowMs);
    if (this.#answered.has(signature)) return true;
    return this.#unanswered.some((u) => u.signature === signature || mayNameAnotherUnit(u, signature));
  }

  /**
   * Whether the unit owes a reply, which may be of any length where the device gets its lengths wrong: a value nobody
   * wants is asked for first, and what answers it is the proof. Not after an exception, which a device has for every
   * request that it does not like.
   */
  owes(unitId: number, nowMs: number): boolean {
    this.#forget(nowMs);
    return this.#unanswered.some((u) => u.unitId === unitId && !u.isPassed && !u.wasExcepted && u.functionCode <= 4);
  }

  /** From when on a request to anyone, once answered, shows that no repetition with this signature is under way. */
  separableFromMs(signature: string): number {
    const repliedAtMs = this.#answered.get(signature);
    return repliedAtMs === undefined ? Number.NEGATIVE_INFINITY : repliedAtMs + repetitionMs;
  }

  /** When an exception of this unit and function can no longer be a repetition of the last one. */
  exceptionsOverAtMs(unitId: number, functionCode: number): number {
    return (this.#excepted.get(`${unitId}/${functionCode}`) ?? Number.NEGATIVE_INFINITY) + repetitionMs;
  }

  /** Until when only time helps against a late reply with this signature. */
  heldUntilMs(signature: string): number {
    let untilMs = Number.NEGATIVE_INFINITY;
    for (const u of this.#unanswered) if (u.signature === signature) untilMs = Math.max(untilMs, u.lateUntilMs);
    return untilMs;
  }

  /** A reply of its own came. */
  replied(exchanged: Exchanged, repliedAtMs: number): void {
    const { unitId, signature, sentAtMs } = exchanged;
    this.#separate(signature, sentAtMs);
    this.#follow(sentAtMs);
    for (const u of this.#unanswered) {
      if (u.unitId === unitId && u.signature !== signature && u.sentAtMs <= sentAtMs) u.isPassed = true;
    }
    this.#answered.set(signature, repliedAtMs);
    this.#forget(repliedAtMs);
  }

  /**
   * An exception came. It names no more than the function, so with requests of that function unanswered it may belong to
   * the oldest of them: it shows that one is done, and the reply to this request may still come.
   */
  excepted(exchanged: Exchanged, repliedAtMs: number, timeoutMs: number): void {
    const { unitId, functionCode, signature, sentAtMs } = exchanged;
    const older = this.#unanswered.filter((u) => u.unitId === unitId && !u.isPassed && u.sentAtMs <= sentAtMs);
    this.#follow(sentAtMs);
    const oldest = older.find((u) => u.functionCode === functionCode);
    if (oldest !== undefined) {
      oldest.isPassed = true;
      this.#open(exchanged, timeoutMs, true);
    } else {
      for (const u of older) u.isPassed = true;
      if (sentAtMs >= this.exceptionsOverAtMs(unitId, functionCode)) this.#separate(signature, sentAtMs);
    }
    this.#excepted.set(`${unitId}/${functionCode}`, repliedAtMs);
    this.#forget(repliedAtMs);
  }

  /** Nothing that answers it came within `timeoutMs`; 0 when the wait was cut short for a cause that ends what was under way. */
  unanswered(exchanged: Exchanged, timeoutMs: number): void {
    this.#open(exchanged, timeoutMs, false);
  }

  #open(exchanged: Exchanged, timeoutMs: number, wasExcepted: boolean): void {
    const { unitId, functionCode, signature, sentAtMs } = exchanged;
    // The reply to a write is proven by reading back; a set-point does not wait for it.
    const isWrite = functionCode > 4;
    this.#unanswered.push({
      unitId,
      functionCode,
      signature,
      sentAtMs,
      lateUntilMs: isWrite ? sentAtMs : sentAtMs + Math.min(lateTimeouts * timeoutMs, timeoutMs + mostLateMs),
      forgetAtMs: sentAtMs + Math.max(forgottenTimeouts * timeoutMs, leastForgottenMs),
      isPassed: false,
      isFollowed: false,
      wasExcepted,
    });
  }

  #follow(sentAtMs: number): void {
    for (const u of this.#unanswered) if (u.sentAtMs <= sentAtMs) u.isFollowed = true;
  }

  #separate(signature: string, sentAtMs: number): void {
    for (const [other, repliedAtMs] of this.#answered) {
      if (other !== signature && sentAtMs >= repliedAtMs + repetitionMs) this.#answered.delete(other);
    }
  }

  #forget(nowMs: number): void {
    for (const [signature, repliedAtMs] of this.#answered) {
      if (nowMs >= repliedAtMs + repetitionOverMs) this.#answered.delete(signature);
    }
    this.#unanswered = this.#unanswered.filter((u) => nowMs < (u.isPassed ? u.lateUntilMs : u.forgetAtMs));
  }
}

/** Unit as the first two digits of a signature; what follows is function and length. */
const unitDigits = 2;

/** The late reply to a read may name another unit: it counts against reads of its length until anything was answered. */
function mayNameAnotherUnit(u: Unanswered, signature: string): boolean {
  if (u.functionCode > 4 || u.isFollowed || u.wasExcepted) return false;
  return u.signature.slice(unitDigits) === signature.slice(unitDigits);
}
