import type { TimeView } from '../domain/box.ts';
import type { TimeSetting } from '../domain/time-setting.ts';
import { type RootAsker, readAnswer, timeAnswer } from './root-answers.ts';

/** Clock of the box and the servers it is set by (S15): the root service keeps and brings about. */
export class TimeDesk {
  readonly #parts: { readonly root: RootAsker; readonly audit: (who: string, what: string) => void };

  constructor(parts: { readonly root: RootAsker; readonly audit: (who: string, what: string) => void }) {
    this.#parts = parts;
  }

  async get(): Promise<TimeView> {
    return readAnswer(timeAnswer, await this.#parts.root.ask({ verb: 'time', do: 'get' })).time;
  }

  /** Codes: `badTime` (400), `clockSynchronised` (409). */
  async set(setting: TimeSetting, by: { readonly name: string }): Promise<TimeView> {
    const { root, audit } = this.#parts;
    const { time } = readAnswer(timeAnswer, await root.ask({ verb: 'time', do: 'set', ...setting }));
    audit(by.name, `time put ${JSON.stringify(setting)}`);
    return time;
  }
}
