import type { DeviceChange, HouseChange, PlantState, Writes } from './control-shapes.ts';

const timeoutMs = 5000;

/** The other end of the control channel: for demo, benches and whole-box tests. */
export class SiteControl {
  readonly #url: string;

  constructor(url: string) {
    this.#url = url;
  }

  state(): Promise<PlantState> {
    return this.#ask<PlantState>('/state');
  }

  /** Writes after a moment of `machineMs`. */
  writesSince(atMs: number): Promise<Writes> {
    return this.#ask<Writes>(`/writes?since=${atMs}`);
  }

  change(device: string, change: DeviceChange): Promise<PlantState> {
    return this.#ask<PlantState>(`/devices/${device}`, change);
  }

  setHouse(loadA: HouseChange['loadA']): Promise<PlantState> {
    return this.#ask<PlantState>('/house', { loadA });
  }

  async #ask<T>(path: string, body?: object): Promise<T> {
    const response = await fetch(`${this.#url}${path}`, {
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw new Error(`simulated site: ${JSON.stringify(answer)}`);
    return answer as T;
  }
}
