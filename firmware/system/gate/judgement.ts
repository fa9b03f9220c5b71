/** What the gate saw at one moment. */
export interface Look {
  readonly atMs: number;
  /** Whether the first call of every client, `GET /api/v1/setup`, was answered. */
  readonly answers: boolean;
  /** systemd-networkd runs, which it does not without the firewall. Whether a cable is in is not asked. */
  readonly network: boolean;
  /** What the program says of itself in `health.json`; undefined: nothing that can be read. */
  readonly health: { readonly cycle: number; readonly api: boolean; readonly store: boolean } | undefined;
}

/** So many turns of the control loop ... */
const turnsWanted = 10;
/** ... within so long, ms. */
const withinMs = 20_000;

/**
 * Whether the program is well: its port answers, the network is up, a request of its own and a write succeed, and the control loop turns.
 * One good moment is not enough: a loop that crashes every few seconds starts its count anew and never gets there.
 */
export class Judgement {
  #seen: readonly { readonly atMs: number; readonly cycle: number }[] = [];

  /** `well`, or a sentence that says what is missing. */
  of({ atMs, answers, network, health }: Look): string {
    if (!answers) return this.#anew('the page does not answer');
    if (health === undefined) return this.#anew('the program says nothing of itself');
    if (!network) return 'the network is not up: its firewall did not load, or systemd-networkd does not run';
    if (!health.api) return 'the program cannot reach its own port';
    if (!health.store) return 'the store takes no writes';
    return this.#turned(atMs, health.cycle);
  }

  #anew(sentence: string): string {
    this.#seen = [];
    return sentence;
  }

  #turned(atMs: number, cycle: number): string {
    const last = this.#seen.at(-1);
    if (last !== undefined && cycle < last.cycle) this.#seen = [];
    this.#seen = [...this.#seen.filter((one) => atMs - one.atMs <= withinMs), { atMs, cycle }];
    const turns = cycle - (this.#seen[0]?.cycle ?? cycle);
    return turns >= turnsWanted ? 'well' : `the control loop turned ${turns} times, ${turnsWanted} are wanted`;
  }
}
