import type { ChargePointSession } from '../central/charge-point-session.ts';
import type { OcppVersion } from '../version.ts';
import type { RequestIds } from './pass/request-ids.ts';
import { type Said, saidBy } from './pass/said.ts';

export type CallListener = (action: string, payload: object) => Promise<object | undefined>;

interface Listening {
  readonly version: OcppVersion;
  readonly listener: CallListener;
  readonly backend: string;
}

export interface NoticesOptions {
  readonly session: Pick<ChargePointSession, 'version' | 'onCall' | 'device'>;
  readonly ids: RequestIds;
  readonly log: { info(facts: object, sentence: string): void };
}

/**
 * What a charge point says by itself, for the backends, each in its own version. News goes to all of them, or to the one whose
 * request it is about; a question (DataTransfer) to one after the other until one knows the vendor.
 */
export class Notices {
  readonly #o: NoticesOptions;
  readonly #listening = new Set<Listening>();
  readonly #unlisten: () => void;

  constructor(options: NoticesOptions) {
    this.#o = options;
    this.#unlisten = options.session.onCall((action, payload) => this.#said(action, payload));
  }

  listen(listening: Listening): () => void {
    this.#listening.add(listening);
    return () => void this.#listening.delete(listening);
  }

  end(): void {
    this.#unlisten();
    this.#listening.clear();
  }

  /** The answer in the charge point's version; undefined: the usual one. */
  async #said(action: string, payload: object): Promise<object | undefined> {
    const { session, ids } = this.#o;
    const theirs = session.version;
    if (theirs === undefined) return undefined;
    const told = [...this.#listening].flatMap((each) => {
      const said = saidBy({ from: theirs, to: each.version, action, payload, ids });
      return said === undefined || (said.only !== undefined && said.only !== each.backend) ? [] : [{ each, said }];
    });
    if (told.some(({ said }) => said.answer !== undefined)) return this.#ask(told);
    // A charge point does not wait for what backends say to news.
    for (const { each, said } of told) void this.#tell(each, said);
    return undefined;
  }

  async #ask(told: readonly { readonly each: Listening; readonly said: Said }[]): Promise<object | undefined> {
    let last: object | undefined;
    for (const { each, said } of told) {
      const answer = await this.#tell(each, said);
      if (answer === undefined) continue;
      last = said.answer?.(answer);
      if ((answer as { readonly status?: unknown }).status !== 'UnknownVendorId') return last;
    }
    return last;
  }

  async #tell({ listener, backend }: Listening, { action, payload }: Said): Promise<object | undefined> {
    try {
      return await listener(action, payload);
    } catch (error) {
      const { device } = this.#o.session;
      this.#o.log.info({ err: error, chargePoint: device, backend, action }, 'a backend did not take what was said');
      return undefined;
    }
  }
}
