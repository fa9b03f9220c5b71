import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import { createOutbound, systemResolve } from '../../drivers/link/outbound.ts';
import { systemTimers } from '../../drivers/link/timers.ts';
import type { ImageFacts } from '../domain/box.ts';
import type { Clock } from '../domain/clock.ts';
import type { HealthState } from '../domain/state.ts';
import { developmentHealth } from './image-facts.ts';
import { ListenPorts } from './listen-ports.ts';
import { NetworkDesk } from './network-desk.ts';
import type { RootAsker } from './root-answers.ts';
import { TimeDesk } from './time-desk.ts';
import { UpdateDesk } from './updates/desk.ts';
import { Incoming, incomingBounds } from './updates/incoming.ts';
import type { UpdateLog } from './updates/installer.ts';
import { type Drawer, KeptNotes } from './updates/notes.ts';
import { ProgressBoard } from './updates/progress-board.ts';
import { Slots } from './updates/slots.ts';
import { targetsOf } from './updates/sources.ts';

export interface ApplianceParts {
  readonly image: ImageFacts;
  readonly root: RootAsker;
  readonly updatesDir: string;
  readonly drawer: Drawer;
  /** Names that the box answers to; its own name on the network comes to stand first. */
  readonly hostNames: string[];
  /** Told the interfaces towards a Smart Meter Gateway whenever they are known anew. */
  readonly onHan: (names: readonly string[]) => void;
  readonly channelListens: () => readonly string[];
  readonly proxyPorts: () => readonly number[];
  readonly audit: (who: string, what: string) => void;
  readonly clock: Clock;
  readonly log: UpdateLog;
}

/** What only a box that runs from an image of ours has: updates, network, clock, restart. */
export class Appliance {
  readonly updates: UpdateDesk;
  readonly network: NetworkDesk;
  readonly time: TimeDesk;
  readonly #parts: ApplianceParts;
  readonly #board: ProgressBoard;
  readonly #ports: ListenPorts;

  constructor(parts: ApplianceParts) {
    const { root, clock, log, audit, hostNames, onHan } = parts;
    this.#parts = parts;
    this.#board = new ProgressBoard(clock);
    this.time = new TimeDesk({ root, audit });
    this.network = new NetworkDesk({
      root,
      audit,
      onView({ hostname, han }) {
        onHan(!han ? [] : [han.interface]);
        const name = `${hostname}.local`;
        // The one that is announced stands first; who came by another is still answered.
        hostNames.splice(0, hostNames.length, ...new Set([name, ...hostNames]));
      },
    });
    const { channelListens, proxyPorts } = parts;
    this.#ports = new ListenPorts({ root, channelListens, proxyPorts, log, retryMs: 30_000 });
    const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    const notes = new KeptNotes(parts.drawer);
    this.updates = new UpdateDesk({
      ...{ root, clock, log, audit, bootId, notes, image: parts.image, board: this.#board },
      slots: new Slots({ root, clock, bootId }),
      incoming: new Incoming({ dir: parts.updatesDir, bounds: incomingBounds }),
      outbound: createOutbound({
        allowed: () => targetsOf(notes.now.sources),
        interfaces: networkInterfaces,
        hanInterfaces: this.network.hanInterfaces,
        loopbackAllowed: false,
        timers: systemTimers,
        resolve: systemResolve,
        trusted: undefined,
      }),
      lookAtNetwork: () => this.network.get(),
      restartAfterMs: 2000,
      lookMs: 5000,
    });
  }

  /** Never rejects. */
  async start(): Promise<void> {
    this.listensChanged();
    await this.updates.start();
    await this.network.get().catch((error: unknown) => {
      this.#parts.log.warn({ err: error }, 'the network of the box could not be asked for');
    });
  }

  /** A channel or a proxy may listen elsewhere now. */
  listensChanged(): void {
    void this.#ports.changed();
  }

  /** Codes: `updateRuns` (409), the refusals of the root service. */
  async reboot(by: { readonly name: string }): Promise<void> {
    this.#board.mustBeFree();
    await this.#parts.root.ask({ verb: 'reboot' });
    this.#parts.audit(by.name, 'the box was told to restart');
  }

  health(): readonly HealthState[] {
    return [...developmentHealth(this.#parts.image), ...this.updates.health()];
  }

  end(): void {
    this.#ports.end();
    this.updates.end();
  }
}
