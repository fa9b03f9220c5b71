import { Readable } from 'node:stream';
import type { ChannelAccess } from '../../../firmware/api/channel/channel-access.ts';
import type { ChannelView, GatewayPort } from '../../../firmware/api/gateway-port.ts';
import type { Log } from '../../../firmware/api/log.ts';
import type {
  AccountPort,
  Author,
  LeaderPort,
  LpcPort,
  OrderPort,
  OverrideNow,
  PlanPort,
  PlanView,
  RecordingPort,
  SitePort,
  StatePort,
  StoredToken,
  VariableChange,
  VariablePort,
  VariableView,
} from '../../../firmware/api/ports.ts';
import type { ResetPort } from '../../../firmware/api/reset-port.ts';
import type { CheckStart } from '../../../firmware/control/commissioning/check-desk.ts';
import type { CheckCarrier } from '../../../firmware/control/commissioning/remote-checks.ts';
import { LpcSource } from '../../../firmware/control/sources/lpc-source.ts';
import {
  type ChannelTest,
  channelSchema,
  type Gateway,
  type GatewayFunction,
  gatewaySchema,
} from '../../../firmware/domain/channel.ts';
import type { ChannelCommand, CommandObserver, CommandOutcome } from '../../../firmware/domain/channel-command.ts';
import type { CheckResult } from '../../../firmware/domain/check.ts';
import type { Clock } from '../../../firmware/domain/clock.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import type { LeaderAnswer, LeaderCall, LeaderOutcome } from '../../../firmware/domain/leader.ts';
import type { LpcCommand, LpcView } from '../../../firmware/domain/lpc.ts';
import type { RecordingStatus } from '../../../firmware/domain/recording.ts';
import { readSite } from '../../../firmware/domain/site/check.ts';
import type { Site } from '../../../firmware/domain/site/schema.ts';
import type { State } from '../../../firmware/domain/state.ts';
import { maxVariables, variableKey } from '../../../firmware/domain/variable.ts';
import { knowledge } from '../../../scripts/site/in-process/products.ts';

/** A clock that stands until it is moved. */
export class FakeClock implements Clock {
  nowMs = Date.UTC(2026, 0, 1);
  monotonicMs = () => this.nowMs;
  wallMs = () => this.nowMs;
}

/** Variables in memory; `writes` counts accepted changes. A formula has no value here. */
export class FakeVariables implements VariablePort {
  readonly kept = new Map<string, VariableView>();
  readonly changes: VariableChange[] = [];
  readonly owned = new Set<string>();
  diskFull = false;

  readonly released: string[] = [];

  list = () => [...this.kept.values()];

  release(name: string): void {
    if (!this.owned.delete(variableKey(name))) throw new NetwachtError('notFound', 'No channel owns it');
    this.released.push(name);
  }

  async change(change: VariableChange): Promise<void> {
    await Promise.resolve();
    if (this.diskFull) throw new NetwachtError('notPersisted', 'The value could not be written to disk');
    for (const { name, expr } of change.values) {
      if (this.owned.has(variableKey(name))) throw new NetwachtError('owned', `${name} is owned by the grid operator`);
      if (expr !== undefined && !/^[\w\s.+*/()-]+$/.test(expr)) throw new NetwachtError('badFormula', 'Not a formula');
    }
    const within = change.within?.map(variableKey);
    const stays = ([key]: [string, unknown]) => !change.replace || (within !== undefined && !within.includes(key));
    const next = new Map([...this.kept].filter(stays));
    for (const name of change.remove ?? []) {
      if (this.owned.has(variableKey(name))) throw new NetwachtError('owned', `${name} is owned by the grid operator`);
      next.delete(variableKey(name));
    }
    for (const { name, value, expr } of change.values)
      next.set(variableKey(name), {
        name: this.kept.get(variableKey(name))?.name ?? name,
        value: value ?? null,
        expr: expr ?? null,
        at: '2026-01-01T00:00:00.000Z',
        source: change.author.name,
        stale: false,
      });
    if (next.size > maxVariables) throw new NetwachtError('tooMany', 'Too many variables');
    this.kept.clear();
    for (const [key, view] of next) this.kept.set(key, view);
    this.changes.push(change);
  }

  /** Name to value, for comparing. */
  values = () => Object.fromEntries(this.list().map(({ name, value, expr }) => [name, expr ?? value]));
}

export class FakeSite implements SitePort {
  document: unknown = { name: 'Kerkstraat 12' };
  version = 1;

  current = () => (this.document === undefined ? undefined : { document: this.document, etag: `v${this.version}` });

  check(document: unknown): readonly NetwachtError[] {
    const fine = typeof document === 'object' && document !== null && 'name' in document;
    return fine ? [] : [new NetwachtError('badSite', 'The name is missing', { path: 'name' })];
  }

  put(document: unknown, options: { ifMatch?: string }): string {
    if (options.ifMatch !== undefined && options.ifMatch !== `v${this.version}`)
      throw new NetwachtError('conflict', 'Somebody else changed the site');
    const [fault] = this.check(document);
    if (fault !== undefined) throw fault;
    this.document = document;
    this.version += 1;
    return `v${this.version}`;
  }
}

/** Knows every charge point; keeps what was asked for, in order. */
export class FakeOrders implements OrderPort {
  readonly asked: unknown[][] = [];

  override = (...given: Parameters<OrderPort['override']>) => void this.asked.push(['override', ...given]);
  endOverrideAlone = (...given: Parameters<OrderPort['endOverride']>) =>
    void this.asked.push(['endOverrideAlone', ...given]);
  endOverride = (...given: Parameters<OrderPort['endOverride']>) => void this.asked.push(['endOverride', ...given]);
  now: Record<string, OverrideNow> = {};
  overrideNow = (chargePoint: string): OverrideNow => this.now[chargePoint] ?? { off: false, rulesOff: false };
  overridesNow = (): ReadonlyMap<string, OverrideNow> => new Map(Object.entries(this.now));
  adjustOverride(...[id, change, author]: Parameters<OrderPort['adjustOverride']>): void {
    this.now[id] = { ...this.overrideNow(id), ...change };
    this.asked.push(['adjustOverride', id, change, author]);
  }
  need = (...given: Parameters<OrderPort['need']>) => void this.asked.push(['need', ...given]);
  phases = (...given: Parameters<OrderPort['phases']>) => void this.asked.push(['phases', ...given]);
}

/** Knows E1, the battery M3 and the circuit house. */
export class FakePlans implements PlanPort {
  readonly kept = new Map<string, PlanView>();

  list = () => [...this.kept.values()];
  get(id: string): PlanView {
    if (!['E1', 'M3', 'house'].includes(id))
      throw new NetwachtError('noPlace', `There is no circuit and no charge point ${id}`);
    const kind = id === 'E1' ? 'chargePoint' : id === 'M3' ? 'battery' : 'circuit';
    return this.kept.get(id) ?? { id, kind, plan: [], at: null, source: null };
  }
  put(id: string, plan: PlanView['plan'], author: Author): void {
    this.kept.set(id, { ...this.get(id), plan, at: '2026-01-01T00:00:00.000Z', source: author.name });
  }
  remove(id: string): void {
    this.get(id);
    this.kept.delete(id);
  }
  root = () => 'house';
}

export class FakeState implements StatePort {
  state: State | undefined = exampleState(1);
  readonly listeners = new Set<(state: State) => void>();

  current = () => this.state;

  onState(listener: (state: State) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  publish(state: State): void {
    this.state = state;
    for (const listener of this.listeners) listener(state);
  }
}

/** Channels that are on, all functions on; documents are kept as they come. */
export class FakeGateway implements GatewayPort {
  readonly open = new Map<string, ChannelAccess>();
  readonly off = new Set<GatewayFunction>();

  access = (id: string) => this.open.get(id);
  functionOn = (name: GatewayFunction) => !this.off.has(name);

  readonly documents = new Map<string, unknown>();
  readonly calls: unknown[][] = [];

  gateway = (): Gateway | undefined => gatewaySchema.parse({});
  putGateway = (...given: unknown[]) => void this.calls.push(['putGateway', ...given]);
  channels = () => [...this.documents.keys()].map((id) => this.channel(id));
  channel(id: string): ChannelView {
    const document = this.documents.get(id);
    if (document === undefined) throw new NetwachtError('notFound', `There is no channel ${id}`);
    return { id, ...channelSchema.parse(document), ...standing };
  }
  putChannel(id: string, document: unknown, author: Author): void {
    const read = channelSchema.safeParse(document);
    if (!read.success) throw new NetwachtError('badChannel', 'The channel is not whole', { path: 'scenario' });
    this.documents.set(id, document);
    this.calls.push(['putChannel', id, document, author]);
  }
  removeChannel(id: string, author: Author): void {
    this.channel(id);
    this.documents.delete(id);
    this.calls.push(['removeChannel', id, author]);
  }
  async test(id: string): Promise<ChannelTest> {
    this.channel(id);
    return { ok: false, layers: [{ layer: 'tcp', ok: false, message: 'Nobody answers', ms: 3 }] };
  }
}

const standing = {
  status: 'connecting',
  since: '2026-01-01T00:00:00.000Z',
  retryAt: null,
  lastError: null,
  connections: 0,
  tls: null,
  experimental: false,
} as const;

/** Keeps what it is told; its head counts. */
export class FakeObserver implements CommandObserver {
  readonly commands: ChannelCommand[] = [];
  readonly outcomes: CommandOutcome[] = [];
  broken = false;

  received(command: ChannelCommand): number {
    if (this.broken) throw new Error('the proof log is broken');
    return this.commands.push(command);
  }

  answered(id: number, outcome: CommandOutcome): string {
    this.outcomes.push(outcome);
    return `head-${id}`;
  }

  released(): void {}
}

/** The energy guard's source as the worker has it, without disk and loop. */
export class FakeLpc implements LpcPort {
  readonly #clock: Clock;
  readonly #source: LpcSource;
  configured = true;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#source = new LpcSource(
      { circuit: 'house', scope: 'chargePoints', failsafeW: 4200, failsafeDurationS: 7200, afterFailsafe: 'stay' },
      4200,
      this.#moment(),
    );
  }

  async tell(command: LpcCommand): Promise<LpcView> {
    await Promise.resolve();
    if (!this.configured) throw new NetwachtError('notConfigured', 'the site document has no key lpc');
    const refused = this.#source.take(command, this.#moment());
    if (refused !== undefined) throw new NetwachtError(refused.code, refused.message);
    return this.#source.view(this.#moment());
  }

  view = () => this.tell({});

  #moment = () => ({ nowMs: this.#clock.monotonicMs(), wallMs: this.#clock.wallMs() });
}

/** A leader's grants in memory; the seq counts. */
export class FakeLeader implements LeaderPort {
  configured = false;
  calls: LeaderCall[] = [];

  async grant(call: LeaderCall): Promise<LeaderOutcome> {
    await Promise.resolve();
    const answer = this.view();
    if (call.seq <= answer.seq) return { refused: { error: 'oldSeq', message: 'old', seq: answer.seq } };
    this.calls.push(call);
    return { answer: this.view() };
  }

  view(): LeaderAnswer {
    if (!this.configured) throw new NetwachtError('notConfigured', 'the site document has no key leader');
    const last = this.calls.at(-1);
    return {
      ...{ circuit: 'house', state: last === undefined ? 'init' : 'granted', since: '2026-01-01T00:00:00.000Z' },
      ...{ leader: last?.leader ?? null, seq: last?.seq ?? 0, limitA: last?.limitA ?? [6, 6, 6] },
      ...{ leaseLeftS: last?.leaseS ?? 0, failsafeA: [6, 6, 6], confirmed: true, atMostA: [0, 0, 0] },
      ...{ drawnA: [0, 0, null], wantedA: [16, 16, 16], houseA: [1, 1, 1], cars: 1, box: 'box-1', leads: [] },
      ...{ at: '2026-01-01T00:00:00.000Z', ageMs: 100, stamp: 'a.1' },
    };
  }
}

const recordedHeader = '{"format":"netwacht-replay/1"}\n';

/** A recording in memory; there is an old one. */
export class FakeRecording implements RecordingPort {
  now: RecordingStatus = { running: false, since: null, until: null, bytes: 0, ended: null };
  lines: string | undefined = recordedHeader;

  status = () => this.now;
  start(maxMinutes: number): RecordingStatus {
    if (this.now.running) throw new NetwachtError('exists', 'A recording runs already');
    const [since, until] = [0, maxMinutes].map((minute) => new Date(minute * 60_000).toISOString());
    this.now = { running: true, since: since ?? null, until: until ?? null, bytes: 0, ended: null };
    this.lines = recordedHeader;
    return this.now;
  }
  stop(): RecordingStatus {
    this.now = { ...this.now, running: false, ended: 'asked' };
    return this.now;
  }
  read = () => (this.lines === undefined ? undefined : Readable.from([this.lines]));
}

export class FakeAccounts implements AccountPort {
  owner: true | false | 'unknown' = true;
  readonly passwords = new Map<string, string>();
  readonly kept: StoredToken[] = [];

  claimed = () => this.owner;
  password = (user: string) => this.passwords.get(user);
  setPassword(user: string, phc: string): void {
    this.passwords.set(user, phc);
    this.owner = true;
  }
  tokens = () => this.kept;
  addToken(token: StoredToken): void {
    this.kept.push(token);
  }
  removeToken(name: string): boolean {
    const index = this.kept.findIndex((token) => token.name === name);
    if (index >= 0) this.kept.splice(index, 1);
    return index >= 0;
  }
}

/** Keeps every line, so that tests can search them for secrets and faults. */
/** A factory reset that erases nothing. */
export class FakeReset implements ResetPort {
  readonly begun: string[] = [];
  carriedOut = 0;

  begin(confirm: string, who: string): void {
    if (confirm !== 'NTW-1')
      throw new NetwachtError('badConfirm', 'To erase everything give its id', { path: 'confirm' });
    this.begun.push(who);
  }
  carryOut = async () => {
    this.carriedOut += 1;
  };
}

export class FakeLog implements Log {
  readonly lines: { level: string; facts: object; sentence: string }[] = [];
  info = (facts: object, sentence: string) => void this.lines.push({ level: 'info', facts, sentence });
  warn = (facts: object, sentence: string) => void this.lines.push({ level: 'warn', facts, sentence });
  error = (facts: object, sentence: string) => void this.lines.push({ level: 'error', facts, sentence });
  errors = () => this.lines.filter(({ level }) => level === 'error');
  warnings = () => this.lines.filter(({ level }) => level === 'warn').map(({ sentence }) => sentence);
}

export function exampleState(cycle: number, offeredA: number | null = 16): State {
  return {
    cycle,
    at: new Date(Date.UTC(2026, 0, 1) + cycle * 1000).toISOString(),
    site: { name: 'Kerkstraat 12', mode: 'manage', timezone: 'UTC' },
    circuits: [
      {
        id: 'house',
        name: 'House connection',
        parent: null,
        fuseA: 80,
        reserveA: 1,
        limitA: [79, 79, 79],
        limitW: null,
        reason: { code: 'fuse', circuit: 'house' },
        drawnA: [10, 11, 12],
        headroomA: [69, 68, 67],
      },
    ],
    chargePoints: [
      {
        id: 'E1',
        name: 'Bay 1',
        circuit: 'house',
        state: 'C',
        minA: 6,
        maxA: 16,
        offeredA,
        phases: ['L1', 'L2', 'L3'],
        drawnA: [offeredA, null, null],
        powerW: null,
        energyWh: 1000,
        reason: offeredA === null ? { code: 'lost' } : { code: 'circuit', circuit: 'house', phase: 'L1' },
      },
    ],
    price: null,
    flow: { gridW: 7000, solarW: null, batteryW: null, houseW: 500, chargePointsW: 6500 },
    meters: [],
    variables: [],
    limits: [],
    health: [],
  };
}

/** Carries checks to a worker that is a test. */
export class FakeCarrier implements CheckCarrier {
  readonly started: CheckStart[] = [];
  ended = 0;
  #listener: (result: CheckResult) => void = () => {};

  startCheck = (check: CheckStart) => void this.started.push(check);
  endCheck = () => {
    this.ended += 1;
  };
  onCheck(listener: (result: CheckResult) => void): void {
    this.#listener = listener;
  }
  tell = (result: CheckResult) => this.#listener(result);
}

/** A checked site with a meter and a charge point. */
export function meterAndBox(): Site {
  const result = readSite(
    {
      ...{ name: 'Kerkstraat 12', timezone: 'Europe/Amsterdam' },
      circuits: [{ id: 'house', fuseA: 35 }],
      lines: [{ id: 'rs485', kind: 'serial', path: '/dev/ttyS0', baudRate: 9600 }],
      devices: [
        { id: 'M1', definition: 'a-meter', line: 'rs485', role: 'grid' },
        { id: 'E1', definition: 'a-box', address: '10.0.0.1:502' },
      ],
    },
    knowledge,
  );
  if (!result.ok) throw new Error(result.faults[0]?.message);
  return result.site;
}
