import type { NetworkSetting, NetworkView } from '../domain/box.ts';
import { networkAnswer, type RootAsker, readAnswer } from './root-answers.ts';

export interface NetworkDeskParts {
  readonly root: RootAsker;
  readonly audit: (who: string, what: string) => void;
  /** Told whenever the setting in force is known anew. */
  readonly onView: (view: NetworkView) => void;
}

/** Network of the box: the root service keeps the setting, checks it and brings it about. */
export class NetworkDesk {
  readonly #parts: NetworkDeskParts;
  #hanInterface: string | undefined;

  constructor(parts: NetworkDeskParts) {
    this.#parts = parts;
  }

  /** Interfaces towards a meter gateway, as last known: nothing behind them is asked on somebody's behalf. */
  hanInterfaces = (): readonly string[] => (this.#hanInterface === undefined ? [] : [this.#hanInterface]);

  /** Rejects with the refusals of the root service. */
  get(): Promise<NetworkView> {
    return this.#ask({ verb: 'network', do: 'get' });
  }

  /** A setting on trial: it goes back by itself unless it is confirmed. Codes: `badNetwork`, `noInterface` (400). */
  async set(network: NetworkSetting, by: { readonly name: string }): Promise<NetworkView> {
    const view = await this.#ask({ verb: 'network', do: 'set', network });
    this.#parts.audit(by.name, `network put ${JSON.stringify(network)}`);
    return view;
  }

  /** Code: `noTrial` (409). */
  async confirm(by: { readonly name: string }): Promise<NetworkView> {
    const view = await this.#ask({ verb: 'network', do: 'confirm' });
    this.#parts.audit(by.name, 'network confirmed');
    return view;
  }

  async #ask(question: Parameters<RootAsker['ask']>[0]): Promise<NetworkView> {
    const { root, onView } = this.#parts;
    const { network } = readAnswer(networkAnswer, await root.ask(question));
    this.#hanInterface = network.han?.interface;
    onView(network);
    return network;
  }
}
