import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { NetworkSetting } from '../../domain/box.ts';
import { NetwachtError } from '../../domain/errors.ts';
import { firewallSets, type Listening } from './firewall-sets.ts';
import { forget, keep, readKept } from './kept.ts';
import { type Chosen, networkdFiles } from './networkd-files.ts';
import type { Run } from './run.ts';

export interface ApplyParts {
  readonly run: Run;
  /** systemd-networkd's folder of this start, /run/systemd/network. */
  readonly networkd: string;
  /** Ours, /run/netwacht-network. */
  readonly folder: string;
  /** /proc/sys/kernel/hostname; resolved notices a change and answers to the new name. */
  readonly hostname: string;
}

const runMs = 20_000;
const noPorts: Listening = { lan: [], han: [] };
const listening = z.strictObject({ lan: z.array(z.int()), han: z.array(z.int()) });

/** Brings a setting into force: files of systemd-networkd, sets of the firewall, the name of the box. */
export class NetworkApply {
  readonly #parts: ApplyParts;

  constructor(parts: ApplyParts) {
    this.#parts = parts;
  }

  /** Before systemd-networkd starts. Rejects with `networkFailed`; then nothing is open to the outside. */
  async atBoot(setting: NetworkSetting, chosen: Chosen): Promise<void> {
    await this.openFor(chosen);
    this.#write(setting, chosen);
  }

  /** In the running box. The firewall comes first: an interface is never up with the rights of another. Codes: `networkFailed`. */
  async now(setting: NetworkSetting, chosen: Chosen): Promise<void> {
    await this.openFor(chosen);
    this.#write(setting, chosen);
    await this.#must('networkctl', ['reload'], 'The network does not take its new setting');
  }

  /** Ports that programs of ours listen on, until the next restart of the box. Codes: `networkFailed`. */
  async listen(ports: Listening, chosen: Chosen): Promise<void> {
    keep(join(this.#parts.folder, 'listen.json'), ports);
    await this.openFor(chosen);
  }

  async openFor(chosen: Chosen): Promise<void> {
    const { folder } = this.#parts;
    const file = join(folder, 'sets.nft');
    mkdirSync(folder, { recursive: true, mode: 0o755 });
    writeFileSync(file, firewallSets(chosen, this.#ports()));
    await this.#must('nft', ['-f', file], 'The firewall does not take its new setting');
  }

  /** What cannot be read is nothing: a change of the network must not fail for it, and the program says it anew. */
  #ports(): Listening {
    try {
      return readKept(join(this.#parts.folder, 'listen.json'), (value) => listening.parse(value)) ?? noPorts;
    } catch {
      return noPorts;
    }
  }

  #write(setting: NetworkSetting, chosen: Chosen): void {
    const { networkd, hostname } = this.#parts;
    mkdirSync(networkd, { recursive: true, mode: 0o755 });
    const files = networkdFiles(setting, chosen);
    for (const name of readdirSync(networkd))
      if (name.includes('-netwacht-') && !files.has(name)) forget(join(networkd, name));
    for (const [name, text] of files) writeFileSync(join(networkd, name), text, { mode: 0o644 });
    if (existsSync(hostname)) writeFileSync(hostname, setting.hostname);
  }

  async #must(file: string, args: readonly string[], sentence: string): Promise<void> {
    const { code, stderr } = await this.#parts.run(file, args, { timeoutMs: runMs });
    if (code !== 0)
      throw new NetwachtError('networkFailed', sentence, { cause: new Error(stderr.trim().slice(-2_000)) });
  }
}
