import { type Clock, threadsMs } from '../domain/clock.ts';
import type { Known } from '../domain/known.ts';
import type { LeaderGrant } from '../domain/leader.ts';
import type { LpcCommand } from '../domain/lpc.ts';
import type { RawRead, RawReadAnswer } from '../domain/raw-read.ts';
import type { SiteKnowledge } from '../domain/site/knowledge.ts';
import type { Site } from '../domain/site/schema.ts';
import type { StoreReader, StoreSnapshot } from '../store/reader.ts';
import { ruleReport } from './charging-rules/rule-report.ts';
import { CheckDesk } from './commissioning/check-desk.ts';
import { type CycleFacts, type Mind, mindWith, newMind, runCycle } from './cycle.ts';
import type { DeviceMakers } from './device-set.ts';
import type { FromWorker, LeadAnswer, LpcAnswer, RulesAnswer, ToWorker } from './messages.ts';
import { MeteringPoints } from './metering-points/metering-points.ts';
import { orderMarks, ordersOf } from './orders.ts';
import { RawReader } from './original/raw-reader.ts';
import { OutputWatch } from './outputs/output-watch.ts';
import { cycleProof } from './proof-facts.ts';
import { Recorder } from './replay/recorder.ts';
import { BelowMinimumLog } from './room/below-minimum-log.ts';
import { Boxes } from './room/boxes.ts';
import { Disk } from './room/disk.ts';
import { leaveSafe } from './room/leave-safe.ts';
import { LimitInputs } from './room/limit-inputs.ts';
import { LineWatch } from './room/line-watch.ts';
import { roomLog } from './room/room-log.ts';
import { toldState } from './room/told-state.ts';
import { deviceReader } from './scan/read-device.ts';
import type { ScanOptions } from './scan/scan.ts';
import { ScanDesk } from './scan/scan-desk.ts';
import { MemberRoom } from './several-boxes/member-room.ts';
import type { Moment } from './sources/source.ts';
import type { SourceMeans } from './sources/source-configs.ts';
import type { TemporaryShare } from './temporary-share.ts';

export interface ControlRoomOptions {
  readonly clock: Clock;
  /** The id of this box: those that it leads know it by that. Absent: it leads none. */
  readonly box?: string;
  readonly failsafeOnly: boolean;
  readonly freshAt: Readonly<Record<string, number>>;
  /** What the main thread knew when it started this one. */
  readonly known: Known;
  /** Shares of the house connection that held when it started. */
  readonly shares?: readonly TemporaryShare[];
  readonly reader: StoreReader;
  readonly knowledge: SiteKnowledge;
  readonly makers: DeviceMakers;
  /** All products, and the hosts that a scan of the network looks at. Absent: nobody scans. */
  readonly scan?: Pick<ScanOptions, 'catalogue' | 'hosts' | 'neighbours'>;
  readonly openContacts: SourceMeans['openContacts'];
  readonly post: (message: FromWorker) => void;
  /** Asks for one more cycle soon. */
  readonly nudge: () => void;
}

/** The site that is run; `document`: as it was put. */
type RunSite = Mind & { readonly document: unknown };

/** What the control worker does in one cycle: read the disk, evaluate limits, run the controller, send, tell. */
export class ControlRoom {
  readonly #options: ControlRoomOptions;
  readonly #disk: Disk;
  readonly #boxes: Boxes;
  readonly #limits: LimitInputs;
  readonly #members: MemberRoom;
  readonly #checks = new CheckDesk();
  readonly #belowMinimum: BelowMinimumLog;
  readonly #scans: ScanDesk | undefined;
  readonly #lineWatch = new LineWatch();
  #meteringPoints = new MeteringPoints(undefined);
  readonly #outputs = new OutputWatch();
  readonly #raw: RawReader;
  #site: RunSite | undefined;
  #recorder: Recorder | undefined;
  #failsafeOnly: boolean;
  #known: Known;
  #cycle = 0;
  #stopped = false;

  constructor(options: ControlRoomOptions) {
    const { reader, knowledge, makers, post, nudge } = options;
    const log = roomLog(post);
    this.#options = options;
    this.#failsafeOnly = options.failsafeOnly;
    this.#known = options.known;
    this.#disk = new Disk({
      ...{ reader, knowledge, log },
      onRead: () => this.#limits.diskRead(),
      onSite: (...site) => this.#useSite(...site),
    });
    this.#boxes = new Boxes({ makers, log, nudge });
    this.#limits = new LimitInputs(options);
    this.#members = new MemberRoom(options.box ?? '');
    this.#belowMinimum = new BelowMinimumLog(post);
    const lines = this.#boxes.set;
    this.#raw = new RawReader({
      definition: (id) => makers.definition(id),
      busOf: (id) => lines.busOf(id),
      clock: options.clock,
    });
    const site = () => this.#site?.controller.topology.site;
    this.#scans =
      options.scan &&
      new ScanDesk({
        ...{ ...options.scan, lines, site, clock: options.clock },
        readDevice: deviceReader({ makers, lines, site }),
        post: (result) => post({ kind: 'scan', result }),
      });
  }

  take(message: ToWorker): void {
    const moment = this.#now();
    const { post } = this.#options;
    switch (message.kind) {
      case 'site':
        if (message.looked) this.#failsafeOnly = false;
        return;
      case 'again':
        if (this.#site !== undefined) this.#boxes.again(this.#site.controller.topology.site, message.device);
        return;
      case 'startCheck':
        if (this.#site === undefined) return;
        this.#checks.start(message.check, this.#site.controller.topology, moment.nowMs, moment.wallMs);
        return;
      case 'endCheck':
        this.#checks.end();
        return;
      case 'startScan':
        this.#scans?.start(message.id, message.request);
        return;
      case 'endScan':
        void this.#scans?.end();
        return;
      case 'lpc':
        post({ kind: 'lpcAnswer', id: message.id, answer: this.#lpc(message.command, moment) });
        return;
      case 'lead': {
        const { id, grant, sentMs } = message;
        const leftMs = grant.leftMs - Math.max(0, threadsMs() - sentMs);
        post({ kind: 'leadAnswer', id, answer: this.#lead({ ...grant, leftMs }, moment) });
        return;
      }
      case 'members':
        this.#members.take(message.reports, moment);
        return;
      case 'record':
        this.#recorder = message.on ? new Recorder((line) => post({ kind: 'recorded', line })) : undefined;
        return;
      case 'rules':
        post({ kind: 'rulesAnswer', id: message.id, answer: this.#rules(message.chargePoint, moment) });
        return;
      case 'readRaw':
        void this.#read(message.read).then((answer) => post({ kind: 'rawRead', id: message.id, answer }));
        return;
      case 'known':
        this.#known = message.known;
        return;
      case 'hanInterfaces':
      case 'remoteDevices':
      case 'stop':
        return;
      default:
        this.#limits.take(message, moment);
    }
  }

  /**
   * One cycle. `missed`: periods of the loop that had to be left out so far. True while devices are still to answer for the
   * first time: who waits for them should look again soon.
   */
  cycle(missed: number): boolean {
    if (this.#stopped) return false;
    const { post } = this.#options;
    const moment = this.#now();
    this.#disk.read(moment.nowMs);
    this.#cycle += 1;
    const site = this.#site;
    const { snapshot } = this.#disk;
    if (site === undefined || snapshot === undefined) return false;
    const { controller } = site;
    const devices = this.#boxes.set;

    const check = this.#checks.observe(controller.topology, devices.devices, moment.nowMs);
    if (check !== undefined) post({ kind: 'check', result: check });
    const marks = orderMarks(snapshot.orders, moment.wallMs, (id) => devices.get(id)?.readings.chargeState?.value);
    if (marks.length > 0) post({ kind: 'orderMarks', marks });

    const facts = this.#facts(site, snapshot, moment);
    // A cycle is noted before anything is sent: what a device shows of its last write changes with that.
    const result = this.#recorder?.run(site.document, site, facts) ?? runCycle(site, facts);
    for (const { id, sendMa, switchTo, wake } of result.output.decisions) {
      if (sendMa !== undefined) devices.get(id)?.offer(sendMa);
      if (switchTo !== undefined) devices.get(id)?.usePhases?.(switchTo);
      if (wake === true) devices.get(id)?.wake?.();
    }

    if (result.output.grants.length > 0)
      post({ kind: 'grants', grants: this.#members.grant(result.output.grants, moment) });
    const outputs = this.#outputs.look(result.limited.variables, result.seen.lookup);
    if (outputs.length > 0) post({ kind: 'outputs', outputs });
    const { records, toStore } = result.limited;
    this.#limits.keep(toStore, snapshot, moment);
    this.#belowMinimum.look(controller.topology.site, records);
    const { orders } = snapshot;
    post({
      kind: 'snapshot',
      state: toldState({
        ...{
          controller,
          result,
          price: site.prices.now,
          orders,
          sources: [...this.#limits.health(moment), ...this.#members.health(moment), ...this.#lineWatch.health()],
          members: this.#members.states(moment),
          led: this.#limits.led(moment),
          meteringPoints: this.#meteringPoints.look(result.seen.lookup),
          batteries: site.batteries.states(),
          cycle: this.#cycle,
          missed,
        },
        ...moment,
      }),
      proof: cycleProof({
        ...{ controller, nowMs: moment.nowMs, devices: result.seen.devices },
        ...{ limits: records, candidates: facts.candidates, played: facts.played },
      }),
    });
    return result.output.starting;
  }

  /** Tells the main thread how lines and devices do; not part of a cycle. */
  tellLines(): void {
    const site = this.#site?.controller.topology.site;
    if (this.#stopped || site === undefined) return;
    this.#options.post({ kind: 'lines', lines: this.#lineWatch.look(this.#boxes.set, site, this.#now()) });
  }

  /** Lowers every charge point to its fail-safe current, then closes the lines. */
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#scans?.end();
    await this.#boxes.moved();
    const controller = this.#site?.controller;
    if (controller?.topology.site.mode === 'manage') await leaveSafe(controller, this.#boxes.set);
    await this.#boxes.set.stop();
    this.#limits.close();
    this.#disk.close();
  }

  #now(): Moment {
    const { clock } = this.#options;
    return { nowMs: clock.monotonicMs(), wallMs: clock.wallMs() };
  }

  /** Everything that a cycle is decided from. */
  #facts({ controller: { topology } }: RunSite, snapshot: StoreSnapshot, moment: Moment): CycleFacts {
    const { devices } = this.#boxes.set;
    const members = this.#members.views(moment);
    const energyOf = (id: string) => devices.get(id)?.readings.energyImportWh?.value;
    return {
      ...moment,
      ...this.#limits.look(snapshot, { ...moment, topology, devices }),
      devices,
      orders: [...ordersOf(snapshot.orders, moment.wallMs, energyOf), ...this.#checks.orders()],
      known: this.#known,
      failsafeOnly: this.#failsafeOnly,
      ...(members.length === 0 ? {} : { members }),
      leaving: this.#boxes.leaving,
    };
  }

  #useSite(site: Site, document: unknown, snapshot: StoreSnapshot): void {
    const before = this.#site;
    const moment = this.#now();
    const mind = before === undefined ? newMind(site, snapshot) : mindWith(site, before);
    this.#site = { ...mind, document };
    this.#meteringPoints = new MeteringPoints(site);
    this.#outputs.use(site);
    this.#limits.use(site, snapshot, moment);
    this.#members.use(site, moment);
    this.#boxes.use(site, before?.controller, moment.nowMs);
  }

  #rules(device: string, moment: Moment): RulesAnswer {
    if (this.#site === undefined) return { starting: true };
    const { rules, batteries } = this.#site;
    const states = ruleReport(rules, device, moment);
    if (states !== undefined) return { states };
    const battery = batteries.report(device, { ...moment, cycle: rules.cycle });
    return battery === undefined ? { unknown: true } : { battery };
  }

  async #read(read: RawRead): Promise<RawReadAnswer> {
    const site = this.#site?.controller.topology.site;
    return site === undefined ? { fault: 'starting' } : this.#raw.read(site, read);
  }

  #lead(grant: LeaderGrant, moment: Moment): LeadAnswer {
    this.#disk.read(moment.nowMs);
    return this.#site === undefined ? { starting: true } : this.#limits.lead(grant, this.#disk.snapshot, moment);
  }

  #lpc(command: LpcCommand, moment: Moment): LpcAnswer {
    // A site that was put a moment ago may be what brought the energy guard.
    this.#disk.read(moment.nowMs);
    return this.#site === undefined ? { starting: true } : this.#limits.lpc(command, this.#disk.snapshot, moment);
  }
}
