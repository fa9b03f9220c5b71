import { networkInterfaces } from 'node:os';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { KeptOutbound } from '../../../drivers/link/kept-outbound.ts';
import { systemResolve } from '../../../drivers/link/outbound.ts';
import { threadsMs } from '../../domain/clock.ts';
import type { LeaderAnswer } from '../../domain/leader.ts';
import { leaderAnswerSchema } from '../../domain/leader-schema.ts';
import type { MemberGrant, MemberReport } from '../../domain/members.ts';
import { targetOfUrl } from '../../domain/site/http-address.ts';
import type { MemberSite } from '../../domain/site/leader.ts';
import type { Site } from '../../domain/site/schema.ts';

export interface MembersDeskOptions {
  readonly site: () => Site | undefined;
  readonly host: {
    membersSaid(reports: readonly MemberReport[]): void;
    onGrants(listener: (grants: readonly MemberGrant[]) => void): void;
  };
  readonly box: string;
  /** What we are called by those whom we lead. */
  readonly hanInterfaces: () => readonly string[];
  readonly loopbackAllowed: boolean;
  readonly token: (secret: string) => string | undefined;
  readonly log: { info(facts: object, message: string): void; warn(facts: object, message: string): void };
}

/** A member waits for its cycle before it answers: up to 1.5 s. */
const timeoutMs = 2500;
const lookEveryMs = 1000;
/** Without a grant to be sent for so long it is asked how it is. */
const quietMs = 1800;

interface Called {
  readonly config: MemberSite;
  readonly caller: KeptOutbound | undefined;
  running: boolean;
  next: MemberGrant | undefined;
  sentMs: number;
  /** Its box and those that it leads. */
  boxes: readonly string[];
  /** When something of it was logged last, and whether that was a fault. */
  logged: { readonly atMs: number; readonly isFault: boolean } | undefined;
}

/** What another box says stands in our state and log: one line, not long. */
const words = z.string().transform((text) => text.slice(0, 200).replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' '));
const refusal = z.object({ error: z.string(), message: words, seq: z.number().int().min(0) });
const otherError = z.object({ message: words });
/** A member that comes and goes is logged so often. */
const logEveryMs = 60_000;

/** The main thread's desk for the boxes that are led: passes grants on, one request of each at a time, and says what came of it. */
export class MembersDesk {
  readonly #o: MembersDeskOptions;
  #called = new Map<string, Called>();
  #timer: NodeJS.Timeout | undefined;

  constructor(options: MembersDeskOptions) {
    this.#o = options;
    options.host.onGrants((grants) => {
      for (const grant of grants) this.#grant(grant);
    });
  }

  start(): void {
    this.siteChanged();
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  siteChanged(): void {
    const configs = (this.#o.site()?.members ?? []).filter(({ enabled }) => enabled);
    const before = this.#called;
    this.#called = new Map(
      configs.map((config): [string, Called] => {
        const last = before.get(config.id);
        return [config.id, last !== undefined && isDeepStrictEqual(last.config, config) ? last : this.#begin(config)];
      }),
    );
    for (const [id, called] of before) if (this.#called.get(id) !== called) called.caller?.close();
    this.#look();
  }

  /** The boxes that this one leads, and those that they lead. */
  boxes(): readonly string[] {
    return [...new Set([...this.#called.values()].flatMap(({ boxes }) => boxes))];
  }

  close(): void {
    clearInterval(this.#timer);
    for (const { caller } of this.#called.values()) caller?.close();
    this.#called.clear();
  }

  #begin(config: MemberSite): Called {
    const { hanInterfaces, loopbackAllowed } = this.#o;
    const target = targetOfUrl(config.address);
    const rules = () => ({ interfaces: networkInterfaces(), hanInterfaces: hanInterfaces(), loopbackAllowed });
    const caller = target && new KeptOutbound({ target, pin: config.pin, rules, resolve: systemResolve, timeoutMs });
    return {
      config,
      caller,
      running: false,
      next: undefined,
      sentMs: Number.NEGATIVE_INFINITY,
      boxes: [],
      logged: undefined,
    };
  }

  #grant(grant: MemberGrant): void {
    const called = this.#called.get(grant.id);
    if (called === undefined) return;
    called.next = grant;
    if (!called.running) this.#run(called);
  }

  /** Who has nothing to be told is asked how it is. */
  #look(): void {
    for (const called of this.#called.values())
      if (!called.running && threadsMs() - called.sentMs > quietMs) this.#run(called);
  }

  #run(called: Called): void {
    const grant = called.next;
    called.next = undefined;
    called.running = true;
    called.sentMs = threadsMs();
    void this.#ask(called, grant).then((report) => {
      called.running = false;
      if (this.#called.get(called.config.id) !== called) return;
      this.#note(called, report.fault);
      this.#o.host.membersSaid([report]);
      if (called.next !== undefined) this.#run(called);
    });
  }

  /** Resolves whatever happens. */
  async #ask(called: Called, grant: MemberGrant | undefined): Promise<MemberReport> {
    const { config, caller } = called;
    const askedMs = threadsMs();
    const report = (more: Partial<MemberReport>): MemberReport => ({
      id: config.id,
      askedMs,
      gotMs: threadsMs(),
      ...more,
    });
    const token = this.#o.token(config.token);
    if (token === undefined) return report({ fault: `there is no secret ${config.token}` });
    if (caller === undefined) return report({ fault: 'its address is none' });
    try {
      const { status, text } = await caller.call({
        ...{ method: grant === undefined ? 'GET' : 'PUT', path: '/api/v1/leader' },
        headers: { authorization: `Bearer ${token}`, accept: 'application/json', 'content-type': 'application/json' },
        body: grant === undefined ? '' : this.#bodyOf(grant),
      });
      const json: unknown = JSON.parse(text);
      if (status === 409) {
        const { seq, message } = refusal.parse(json);
        return report({ refusedSeq: seq, fault: message });
      }
      if (status !== 200) return report({ fault: otherError.parse(json).message });
      const answer: LeaderAnswer = leaderAnswerSchema.parse(json);
      const fault = this.#loop(called, answer);
      return fault === undefined ? report({ answer }) : report({ fault });
    } catch (error) {
      return report({
        fault: error instanceof Error && error.name !== 'ZodError' ? error.message : 'its answer is not understood',
      });
    }
  }

  #bodyOf({ seq, limitMa, leaseMs, stamp }: MemberGrant): string {
    const limitA = limitMa.map((ma) => ma / 1000);
    const leader = { id: this.#o.box, name: this.#o.site()?.name ?? this.#o.box };
    return JSON.stringify({ limitA, leaseS: leaseMs / 1000, seq, stamp, leader });
  }

  #loop(called: Called, { box, leads }: LeaderAnswer): string | undefined {
    const own = this.#o.box;
    if (box === own || leads.includes(own)) return 'it is this box, or leads it: nobody leads his own leader';
    const twin = [...this.#called.values()].find((other) => other !== called && other.boxes.includes(box));
    if (twin !== undefined) return `it is led already, as ${twin.config.id}`;
    called.boxes = [box, ...leads];
    return undefined;
  }

  #note(called: Called, fault: string | undefined): void {
    const { logged } = called;
    const isFault = fault !== undefined;
    const nowMs = threadsMs();
    if (isFault === (logged?.isFault ?? false)) return;
    if (logged !== undefined && nowMs - logged.atMs < logEveryMs) return;
    called.logged = { atMs: nowMs, isFault };
    const member = called.config.id;
    if (isFault) this.#o.log.warn({ member }, `a box that is to be led is not: ${fault}`);
    else this.#o.log.info({ member }, 'a box that is led answers');
  }
}
