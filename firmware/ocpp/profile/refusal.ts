/** Why a profile is not installed; `docs/ocpp-profiles.md` says what each means. */
export type RefusalCode =
  | 'payload'
  | 'connector'
  | 'purpose'
  | 'stackLevel'
  | 'kind'
  | 'recurrency'
  | 'start'
  | 'validity'
  | 'past'
  | 'duration'
  | 'schedules'
  | 'periods'
  | 'tooManyPeriods'
  | 'unit'
  | 'limit'
  | 'phases'
  | 'phaseToUse'
  | 'transaction'
  | 'duplicate'
  | 'tooManyProfiles';

/** A refusal is an answer, no fault: the code for programs, the sentence for the log and the backend. */
export interface Refusal {
  readonly code: RefusalCode;
  readonly sentence: string;
}

export const refusal = (code: RefusalCode, sentence: string): Refusal => ({ code, sentence });
