import { NetwachtError } from '../../domain/errors.ts';
import type { RawRead, RawReadAnswer } from '../../domain/raw-read.ts';

export interface RawDeskOptions {
  /** The control worker's end: undefined when it does not answer in time. */
  readonly host: { readRaw(read: RawRead): Promise<RawReadAnswer | undefined> };
}

const exceptionWords: Readonly<Record<number, string>> = {
  1: 'it does not know this function',
  2: 'it has no such register',
  3: 'it does not give that many at once',
  4: 'it has failed',
  6: 'it or its line is busy; try again in a moment',
  10: 'its line cannot be reached',
  11: 'it does not answer, and is left alone for a moment',
};

/** The main thread's desk for reads of persons at the devices of the site; see `RawRegisterPort`. */
export class RawDesk {
  readonly #options: RawDeskOptions;

  constructor(options: RawDeskOptions) {
    this.#options = options;
  }

  async read(read: RawRead): Promise<readonly number[]> {
    const answer = await this.#options.host.readRaw(read);
    if (answer === undefined) throw new NetwachtError('busy', `${read.device} did not get its turn in time`);
    if ('values' in answer) return answer.values;
    if ('exception' in answer) {
      const { exception } = answer;
      const why = exceptionWords[exception] ?? 'it refuses';
      throw new NetwachtError('noReply', `${read.device} gives no value: ${why} (exception ${exception})`);
    }
    switch (answer.fault) {
      case 'noDevice':
        throw new NetwachtError('noDevice', `${read.device} is not read over Modbus by this box`);
      case 'starting':
        throw new NetwachtError('starting', 'the control loop does not answer yet; try again in a moment');
      case 'busy':
        throw new NetwachtError('busy', `Too many reads wait for the line of ${read.device}; try again in a moment`);
    }
  }
}
