/** The factory reset. */
export interface ResetPort {
  /** From here on it will happen. Codes: `badConfirm` (400, path confirm), `notPersisted` (503). `who`: for the log. */
  begin(confirm: string, who: string): void;
  /** Called when the answer has gone out; ends the process. */
  carryOut(): Promise<void>;
}
