import type { RuleSink } from '../../rules/situation.ts';

/** Variables that the rules set in the run, and nowhere else. */
export class DryRunSink implements RuleSink {
  readonly #values = new Map<string, { value: number; untilMs: number | undefined }>();
  #nowMs = 0;

  at(nowMs: number): void {
    this.#nowMs = nowMs;
    for (const variable of this.#values.values())
      if (variable.untilMs !== undefined && nowMs >= variable.untilMs) {
        variable.value = 0;
        variable.untilMs = undefined;
      }
  }

  read(name: string): number | undefined {
    return this.#values.size === 0 ? undefined : this.#values.get(name)?.value;
  }

  write(name: string, value: number): boolean {
    this.#values.set(name, { value, untilMs: undefined });
    return true;
  }

  trigger(name: string, ms: number, retrigger: boolean, rising: boolean): boolean {
    const runs = this.#values.get(name)?.untilMs !== undefined;
    if (!retrigger && (runs || !rising)) return runs;
    this.#values.set(name, { value: 1, untilMs: this.#nowMs + ms });
    return true;
  }
}
