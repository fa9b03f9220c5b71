import type { Bus, LineConfig } from '../../drivers/bus/types.ts';
import type { ProxyConfig } from '../../drivers/proxy/proxy-server.ts';
import type { ProxyPlan } from './proxy-plans.ts';

/** A port of ours that passes requests on to a bus. */
export interface Proxy {
  /** Resolves when it listens, or has failed to and will try again. */
  start(): Promise<void>;
  close(): Promise<void>;
}

export type MakeProxy = (config: ProxyConfig, bus: Bus) => Proxy;

/** The proxies of the site in force. */
export class Proxies {
  readonly #make: MakeProxy;
  readonly #open = new Map<string, { readonly proxy: Proxy; readonly text: string }>();

  constructor(make: MakeProxy) {
    this.#make = make;
  }

  /** Before the lines change: closes what is not to stay as it is, so that nobody writes by rules that no longer hold. */
  async closeOthers(plans: readonly ProxyPlan[]): Promise<void> {
    const staying = new Map(plans.map(({ key, text }) => [key, text]));
    const going = [...this.#open].filter(([key, { text }]) => staying.get(key) !== text);
    for (const [key] of going) this.#open.delete(key);
    await Promise.all(going.map(([, { proxy }]) => proxy.close()));
  }

  /** After the lines changed: opens what is new. */
  async open(plans: readonly ProxyPlan[], busOf: (key: string, line: LineConfig) => Bus): Promise<void> {
    const fresh = plans.filter(({ key }) => !this.#open.has(key));
    await Promise.all(
      fresh.map(({ key, line, config, text }) => {
        const proxy = this.#make(config, busOf(key, line));
        this.#open.set(key, { proxy, text });
        return proxy.start();
      }),
    );
  }

  async close(): Promise<void> {
    await this.closeOthers([]);
  }
}
