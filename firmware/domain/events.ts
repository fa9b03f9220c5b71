import { type HealthCode, healthCodes } from './state.ts';

/** What is told to people beside what is not as it should be: things that begin and end, or happen once. */
export const happeningCodes = [
  /** The grid operator's limit rules a circuit. */
  'gridLimit',
  /** Another limit from outside (a variable, the box that leads) rules a circuit. */
  'outsideLimit',
  /** A person limits a circuit for a while on the page. */
  'manualLimit',
  'chargePointFault',
  'sessionEnded',
  'boxStarted',
  'updateArrived',
  'updateInstalled',
  'backupOld',
  'passwordChanged',
  'tokenMade',
  'tokenRemoved',
  'wrongPasswords',
] as const;
export type HappeningCode = (typeof happeningCodes)[number];
export type EventCode = HealthCode | HappeningCode;
export const eventCodes: readonly EventCode[] = [...healthCodes, ...happeningCodes];

/** What somebody chooses to be told of. */
export const eventTopics = [
  'gridLimit',
  'otherLimit',
  'chargePoints',
  'devices',
  'sessions',
  'box',
  'updates',
  'backups',
  'proof',
  'security',
  'certificates',
  'connections',
] as const;
export type EventTopic = (typeof eventTopics)[number];

export const eventSeverities = ['info', 'warning', 'fault'] as const;
export type EventSeverity = (typeof eventSeverities)[number];

export const eventLanguages = ['en', 'nl', 'de', 'fr'] as const;
export type EventLanguage = (typeof eventLanguages)[number];

/** `begins` and `over` belong together; `once` has no end. */
export type EventStage = 'begins' | 'over' | 'once';

/** Facts that a sentence needs; nothing that is a secret, a tag or a PIN. */
export interface EventFacts {
  /** The device, place, line or part, by the name that people know it by. */
  readonly what: string;
  readonly limitA?: number;
  readonly limitW?: number;
  readonly energyWh?: number;
  /** ct; absent: nobody said what it costs. */
  readonly costCt?: number;
  readonly durationS?: number;
  /** A person's name; only where a rule asks for names. */
  readonly person?: string;
  readonly version?: string;
  readonly days?: number;
  readonly times?: number;
  /** Who did it: a user of this box, a token, an address. */
  readonly by?: string;
}

/** Something that is told to people. */
export interface SiteEvent {
  readonly code: EventCode;
  readonly severity: EventSeverity;
  readonly stage: EventStage;
  /** Id of what it is about: with the code it tells one from another. */
  readonly subject: string;
  /** When it happened, wall ms; of one that is over: when it began. */
  readonly sinceMs: number;
  readonly atMs: number;
  readonly facts: EventFacts;
}

/** One event is one thing: code and subject. */
export const eventKey = ({ code, subject }: Pick<SiteEvent, 'code' | 'subject'>): string => `${code}:${subject}`;

const topicByCode: Readonly<Record<EventCode, EventTopic>> = {
  deviceLost: 'devices',
  deviceDegraded: 'devices',
  definitionOff: 'devices',
  meterStale: 'devices',
  meterNoPower: 'devices',
  formulaFailed: 'devices',
  notFollowing: 'chargePoints',
  failsafeUnverified: 'chargePoints',
  notPersisted: 'box',
  storeSetAside: 'box',
  proofBroken: 'proof',
  cyclesMissed: 'box',
  lineBusy: 'devices',
  channelDown: 'connections',
  developmentKeys: 'box',
  certificateExpires: 'certificates',
  certificateExpired: 'certificates',
  clockUnsynced: 'box',
  sourceSilent: 'gridLimit',
  httpsOff: 'box',
  updateRolledBack: 'updates',
  pricesMissing: 'connections',
  outputFailed: 'connections',
  influxNotWritten: 'connections',
  mqttDown: 'connections',
  memberLost: 'connections',
  eventNotSent: 'connections',
  ocppMessageDropped: 'connections',
  ocppMessageRetry: 'connections',
  ocppQueueThinned: 'connections',
  ocppBackendDown: 'connections',
  ocppServerOff: 'connections',
  ocppTwins: 'connections',
  gridLimit: 'gridLimit',
  outsideLimit: 'otherLimit',
  manualLimit: 'otherLimit',
  chargePointFault: 'chargePoints',
  sessionEnded: 'sessions',
  boxStarted: 'box',
  updateArrived: 'updates',
  updateInstalled: 'updates',
  backupOld: 'backups',
  passwordChanged: 'security',
  tokenMade: 'security',
  tokenRemoved: 'security',
  wrongPasswords: 'security',
};

/** What of the choices an event belongs to; a charge point that is lost belongs to the charge points. */
export const topicOf = ({ code, subject }: Pick<SiteEvent, 'code' | 'subject'>): EventTopic =>
  topicByCode[code] === 'devices' && /^E[0-9]/.test(subject) ? 'chargePoints' : topicByCode[code];

/** What must reach somebody even when the box restarts in between. */
export const mustNotBeLost = ({ code, severity }: Pick<SiteEvent, 'code' | 'severity'>): boolean =>
  severity === 'fault' || topicByCode[code] === 'gridLimit' || topicByCode[code] === 'security';

/** How a try to send ended; `layer` names what failed. */
export type SendLayer = 'guard' | 'dns' | 'connect' | 'tls' | 'login' | 'refused' | 'answer' | 'settings';
export interface SendFault {
  readonly layer: SendLayer;
  readonly message: string;
}

/** What became of an event, for `GET /api/v1/events/log`. `held`: by the rate limit, quiet hours or because it comes and goes. */
export interface EventLogEntry {
  readonly at: string;
  readonly outcome: 'sent' | 'held' | 'failed' | 'givenUp';
  readonly channel: string;
  readonly code: EventCode | 'test';
  readonly stage: EventStage;
  readonly what: string;
  /** In the language of its channel, without the name of a person. */
  readonly sentence: string;
  /** Why it was held, or what the other side said. */
  readonly why?: string;
}

/** How a channel stands. */
export interface EventChannelView {
  readonly id: string;
  readonly name: string;
  readonly kind: 'mail' | 'webhook' | 'push';
  readonly enabled: boolean;
  readonly waiting: number;
  readonly lastSentAt: string | null;
  readonly nextTryAt: string | null;
  readonly fault: SendFault | null;
}

export interface EventTestResult {
  readonly ok: boolean;
  readonly ms: number;
  readonly fault?: SendFault;
}
