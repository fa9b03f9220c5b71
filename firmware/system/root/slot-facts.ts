import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import type { SlotName } from '../../domain/box.ts';
import { keepText } from './kept.ts';
import type { RaucSlot } from './rauc-status.ts';

const squashfsMagic = Buffer.from('hsqs');

/** Whether a slot's device holds the beginning of a root file system. One that cannot be read holds none. */
export function isFull(device: string): boolean {
  try {
    const handle = openSync(device, 'r');
    try {
      const start = Buffer.alloc(squashfsMagic.length);
      readSync(handle, start, 0, start.length, 0);
      return start.equals(squashfsMagic);
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
}

/** The health gate's memory, `/data/system/confirmed`: a line `A ROOTHASH` for each slot whose content it found well. */
export class ConfirmedSlots {
  readonly #file: string;
  /** Of the root that runs, from the kernel's command line. */
  readonly #rootHash: string | undefined;

  constructor(file: string, commandLine: string) {
    this.#file = file;
    this.#rootHash = /(?:^|\s)netwacht\.roothash=([0-9a-f]+)/.exec(commandLine)?.[1];
  }

  /**
   * For the slot that runs the hash is compared; the line of the other one holds because whoever writes the slot takes it
   * away first.
   */
  has({ slot, running }: Pick<RaucSlot, 'slot' | 'running'>): boolean {
    const hash = this.#lines().find(([name]) => name === slot)?.[1];
    return hash !== undefined && (!running || hash === this.#rootHash);
  }

  /** The slot that runs was found well, with the content that it has. Throws `notPersisted`. */
  confirm(slot: SlotName): void {
    if (this.#rootHash === undefined || this.has({ slot, running: true })) return;
    const lines = [...this.#lines().filter(([name]) => name !== slot), [slot, this.#rootHash]].sort();
    keepText(this.#file, lines.map((line) => `${line.join(' ')}\n`).join(''));
  }

  /** Before the content of a slot changes. Throws `notPersisted`. */
  forget(slot: SlotName): void {
    const lines = this.#lines();
    const left = lines.filter(([name]) => name !== slot);
    if (left.length < lines.length) keepText(this.#file, left.map((line) => `${line.join(' ')}\n`).join(''));
  }

  #lines(): readonly (readonly string[])[] {
    let text = '';
    try {
      text = readFileSync(this.#file, 'utf8');
    } catch {
      // Nothing was confirmed yet.
    }
    return text
      .split('\n')
      .map((line) => line.trim().split(/\s+/))
      .filter(([name]) => name === 'A' || name === 'B');
  }
}
