import type { HealthCode, LimitOrigin, ReasonCode } from '../../firmware/api/shapes.ts';

/** What a sentence about a charge point may name; an empty string where it is not known. */
export interface ReasonFacts {
  /** Circuit and phase, "Garage L2". */
  readonly place: string;
  /** The ceiling, "16.0 A" or "22.0 kW". */
  readonly limit: string;
  /** The variable behind it with its value, "AVAIL 40 %". */
  readonly variable: string;
}

const upTo = (limit: string) => (limit === '' ? '' : ` to ${limit}`);
const inBrackets = (text: string) => (text === '' ? '' : ` (${text})`);

const situation = {
  free: 'Free',
  full: 'Full current',
  asSet: 'As set',
  rises: 'Rises',
  runsOn: 'Runs on',
  observed: 'Observed',
  starts: 'Starts',
  slowed: 'Slowed',
  paused: 'Paused',
  waits: 'Waits',
  done: 'Done',
  off: 'Off',
  unknown: 'No value',
  fault: 'Fault',
};

/** Why: the one thing that rules. */
const why: Record<ReasonCode, (f: ReasonFacts) => string> = {
  noCar: () => 'no car is plugged in',
  carFull: () => 'the car takes no current',
  carLimit: (f) => `the car takes no more than it draws now${inBrackets(f.limit)}`,
  deviceLimit: (f) => `this is the maximum of the charge point${inBrackets(f.limit)}`,
  fuse: (f) => `the fuse of ${f.place} is fully used${inBrackets(f.limit)}`,
  circuit: (f) => `the current of ${f.place} is shared out${inBrackets(f.limit)}`,
  power: (f) => `the power of ${f.place} is shared out${inBrackets(f.limit)}`,
  reserve: (f) => `the rest of ${f.place} is kept as a reserve${inBrackets(f.limit)}`,
  overdraft: (f) => `${f.place} drew more than its limit${inBrackets(f.limit)}`,
  imbalance: (f) => `the phases may not differ more${inBrackets(f.limit)}, ${f.place} is ahead`,
  variable: (f) => `a variable${inBrackets(f.variable)} limits ${f.place}${upTo(f.limit)}`,
  formulaFailed: (f) => `the limit formula of ${f.place} has no value, its fallback${inBrackets(f.limit)} holds`,
  operator: (f) => `the grid operator limits ${f.place}${upTo(f.limit)}${inBrackets(f.variable)}`,
  profile: (f) => `a profile of the charging service limits it${upTo(f.limit)}`,
  plan: (f) => `the plan of ${f.place} limits it${upTo(f.limit)}`,
  rule: (f) => `a charging rule asks for this${inBrackets(f.limit)}`,
  user: (f) => `the user has set it so${inBrackets(f.limit)}`,
  budget: (f) => `the user's budget is used up${inBrackets(f.limit)}`,
  unauthorised: () => 'nobody has signed in at this charge point',
  override: (f) => `limited by hand${upTo(f.limit)}`,
  surplus: () => 'it charges from own surplus only, and there is too little',
  waitingTurn: (f) => `too little current at ${f.place}: higher numbers first, equal ones in turns`,
  pause: () => 'every pause lasts a minimum time',
  minOn: () => 'a charge that has begun runs for a minimum time',
  ramp: () => 'the current rises in steps',
  phaseSwitch: () => 'it changes between one and three phases',
  meterStale: (f) => `the meter of ${f.place} gives no fresh value, a safe current${inBrackets(f.limit)} holds`,
  lost: () => 'it does not answer, so its own fail-safe current holds',
  notFollowing: () => 'it draws more than it is offered',
  disabled: () => 'it is switched off in the settings',
  observe: () => 'this box only observes and changes nothing',
  leader: (f) => `the leading box limits ${f.place}${upTo(f.limit)}`,
  sunspec: (f) => `a master over Modbus limits ${f.place}${upTo(f.limit)}`,
  manual: (f) => `somebody limits ${f.place}${upTo(f.limit)} on this page`,
  starting: () => 'the first readings are coming in',
};

/** What ends it, when the reason gives no time. */
const ends: Record<ReasonCode, string> = {
  noCar: 'charging starts when one is',
  carFull: 'goes on when the car asks again',
  carLimit: 'until it asks for more',
  deviceLimit: 'a fixed setting',
  fuse: 'until less is drawn there',
  circuit: 'until less is drawn there',
  power: 'until less is drawn there',
  reserve: 'until less is drawn there',
  overdraft: 'until it has kept its limit for five minutes',
  imbalance: 'until the others catch up',
  variable: 'until the variable is changed',
  formulaFailed: 'until the formula has a value again',
  operator: 'until withdrawn',
  profile: 'until the service withdraws it',
  plan: 'until the plan moves on',
  rule: 'until its condition changes',
  user: 'until the user changes it',
  budget: 'until the next period',
  unauthorised: 'starts when a card is held to it or a PIN is entered',
  override: 'until the car is unplugged',
  surplus: 'starts when there is enough',
  waitingTurn: 'next when a place comes free',
  pause: 'goes on in a few minutes',
  minOn: 'for two minutes at most',
  ramp: 'until its share is reached',
  phaseSwitch: 'goes on in a few minutes',
  meterStale: 'until the meter answers',
  lost: 'until it answers again',
  notFollowing: 'until it follows the offer',
  disabled: 'until it is switched on there',
  observe: 'until it is set to manage',
  leader: 'until the leading box grants more',
  sunspec: 'until the master raises it or falls silent',
  manual: 'until it is ended there',
  starting: 'this takes a few seconds',
};

const origin: Record<LimitOrigin, string> = {
  fuse: 'the fuse',
  reserve: 'the reserve',
  formula: 'a formula',
  percent: 'a percentage',
  variable: 'a variable',
  smgw: 'the grid operator',
  para14a: 'the grid operator (§14a)',
  lpc: 'the grid operator (LPC)',
  leader: 'the leading box',
  sunspec: 'a master over Modbus',
  manual: 'somebody on this page',
  relay: 'the grid operator (relay)',
  profile: 'the charging service',
  plan: 'the plan',
  override: 'a person',
  budget: 'a budget',
  device: 'a device',
};

/** What happened, what holds now, what to do. `what` is the name of a device, line or part. */
const health: Record<HealthCode, (what: string, since: string) => string> = {
  definitionOff: (what) =>
    `The definition for ${what} cannot be used. What names it is off; the message says what is wrong with the file.`,
  deviceLost: (what, since) =>
    `${what} does not answer since ${since}. Its last values are no longer used; safe currents hold. Check its power and its wire.`,
  deviceDegraded: (what, since) =>
    `${what} answers only now and then since ${since}. Its values still count. Check its wire and its address.`,
  meterStale: (what, since) =>
    `${what} gives no fresh value since ${since}. Charge points below it go to a safe current. Check the meter and its wire.`,
  meterNoPower: (what, since) =>
    `${what} gives no power, only current, since ${since}. Every current counts as import. Choose a meter that gives power to use own solar.`,
  formulaFailed: (what, since) =>
    `The formula of ${what} has no value since ${since}. Its fallback holds. Check the names it reads.`,
  notFollowing: (what, since) =>
    `${what} draws more than it is offered since ${since}. It is paused and its draw still counts. Check its own settings.`,
  failsafeUnverified: (what) =>
    `${what}: nobody has tried yet what it offers when it no longer hears from us. Its own safe current of the settings is counted on: set the same at the charge point, pull its cable and look.`,
  notPersisted: (what, since) =>
    `${what} could not be saved since ${since}. The lower of the old and the new limit holds. Free space on the disk.`,
  storeSetAside: (what, since) =>
    `The store (${what}) was damaged and set aside at ${since}. The last good copy is in use. Check site and limits.`,
  proofBroken: (what, since) =>
    `The proof log (${what}) is not as the box left it, found at ${since}. Commands and limits go on. Export the log, keep the file and tell the grid operator.`,
  cyclesMissed: (what, since) =>
    `The control loop (${what}) came late since ${since}. Limits still hold. Restart the box if this stays.`,
  lineBusy: (what, since) =>
    `Line ${what} is too busy since ${since}: values come late. Raise its baud rate or move a device to another line.`,
  developmentKeys: (what) =>
    `This box runs with development keys (${what}). Anyone who has them can sign updates. Do not use it in a real building.`,
  certificateExpires: (what) =>
    `The certificate ${what} runs out soon. Its channels stop working then. Make its successor and give that to the gateway administrator.`,
  certificateExpired: (what) =>
    `The certificate ${what} has run out. The gateway may refuse it. Make a new one and give that to the gateway administrator.`,
  sourceSilent: (what, since) =>
    `${what} says nothing that can be used since ${since}. Its fail-safe limit holds. Check the wires, or what sends it.`,
  clockUnsynced: (_what, since) =>
    `The clock of the box is not set since ${since}. Limits hold; times in the log are not certain. Check its network and time servers.`,
  channelDown: (what, since) =>
    `The channel ${what} through the gateway is down since ${since}. The limits in force hold. See the channel for what is wrong.`,
  httpsOff: (what, since) =>
    `The encrypted page (${what}) cannot be reached since ${since}. The rest works. Free the port or choose another one.`,
  updateRolledBack: (what) =>
    `The update to version ${what} did not work on this box, so it went back to the version before by itself. Everything works as before. Tell whoever made the update.`,
  influxNotWritten: (what, since) =>
    `The database ${what} has taken nothing since ${since}. Charging goes on; what is measured waits for it as long as there is room. See the settings for what is wrong.`,
  outputFailed: (what, since) =>
    `Output ${what} has not arrived since ${since}. It is tried again by itself. Check that its address is right and the device answers.`,
  mqttDown: (what, since) =>
    `The MQTT broker (${what}) has been away since ${since}. Charging goes on; nothing is reported meanwhile. See the settings for what is wrong.`,
  eventNotSent: (what, since) =>
    `Messages to people by ${what} have not arrived since ${since}. They are kept for a day and tried again by themselves. Send a test under Messages: it says what fails.`,
  pricesMissing: (what, since) =>
    `The tariff ${what} has lacked prices since ${since}. Until they come its fallback counts, or the next tariff; limits are not touched. Check the address of the prices and the connection to the internet.`,
  ocppMessageDropped: (what, since) =>
    `Messages about money to the backend (${what}) could not be delivered since ${since}. They are kept in the list of dropped messages; sessions are complete on this box. Tell whoever bills.`,
  ocppMessageRetry: (what, since) =>
    `The backend (${what}) does not take a message about money since ${since}. It is tried again by itself. Ask whoever runs the backend.`,
  ocppQueueThinned: (what, since) =>
    `Too many messages wait for the backend (${what}) since ${since}, so every second meter value was left out; begin and end of each charge are kept. Check the connection to the backend.`,
  ocppBackendDown: (what, since) =>
    `The charge point (${what}) has not reached its backend since ${since}. It charges on by the rules of this box, and what is about money is sent later. The backend shows the reason.`,
  ocppServerOff: (what, since) =>
    `Charge points that speak OCPP cannot connect (${what}) since ${since}; they charge with their safe current. The box tries again by itself.`,
  memberLost: (what, since) => `The box ${what} has not been led since ${since}: its fail-safe share is kept free`,
  ocppTwins: (what, since) =>
    `Two charge points come with the same id (${what}) since ${since} and push each other out. Give one of them another id.`,
};

export const en = {
  language: 'English',
  boot: {
    partMissing:
      'This part of the page did not come. Perhaps the box was updated while the page was open. Load the page anew; nothing is lost.',
    reload: 'Load the page anew',
    reading: 'Reading from the box …',
    noAnswer: 'The box does not answer.',
    ownerUnknown:
      'This box has lost its store and does not know its owner. Nobody can sign in. Restore a backup, or reset it to factory state at the box.',
    again: 'Try again',
  },
  /** Where one is on a way of several steps. */
  stepOf: (step: number, all: number) => `${step} of ${all}`,
  claim: {
    title: 'Make this box yours',
    intro: 'It has no password yet and controls nothing until it has one. Choose a password for the user admin.',
    password: 'Password',
    repeat: 'The same password again',
    show: 'Show passwords',
    length: (have: number, need: number) => `At least ${need} characters, now ${have}`,
    same: 'Both are the same',
    notSame: 'Both are not the same yet',
    code: 'Claim code',
    codeHint: 'It stands in claim.txt on the card of the box and on its serial console.',
    codeMissing: 'Enter the claim code',
    send: 'Set the password',
    weak: 'That password is one of the first that are guessed. Choose another.',
    wrongCode: 'That is not the claim code. Nothing has changed. Look it up again in claim.txt or on the console.',
    taken: 'This box already has an owner. Nothing of yours was set. Sign in with that password.',
  },
  signIn: {
    title: 'Sign in',
    password: 'Password of admin',
    show: 'Show password',
    send: 'Sign in',
    missing: 'Enter the password',
    wrong: 'That is not the password. Try again.',
    over: 'Your session has ended. Sign in again.',
    without: 'Go on without signing in',
    wall: 'To leave this on a wall, switch on “Reading without signing in” under Settings, General.',
  },
  fault: {
    throttled: 'Too many tries. Wait a minute, then try again.',
    noAnswer: 'The box does not answer. Nothing has changed. Check the network, then try again.',
    forbidden: 'Your role does not allow this. Nothing has changed.',
    other: (message: string) => `The box refused: ${message}`,
  },
  nav: {
    menu: 'Menu',
    screens: 'Screens',
    now: 'Now',
    point: 'Charge point',
    history: 'History',
    sessions: 'Sessions',
    grid: 'Grid operator',
    rules: 'Rules',
    devices: 'Devices',
    settings: 'Settings',
    start: 'First start',
  },
  common: {
    save: 'Save',
    cancel: 'Cancel',
    add: 'Add',
    edit: 'Edit',
    remove: 'Remove',
    close: 'Close',
    back: 'Back',
    next: 'Next',
    yes: 'Yes',
    no: 'No',
    on: 'on',
    off: 'off',
    none: 'none',
    csv: 'CSV',
    print: 'Print',
    more: 'More',
    notSaved: 'Not saved; what you entered is still here.',
    boxSays: 'The box says:',
    saved: 'Saved',
    undo: 'Undo',
    undone: 'Undone: it is as it was before.',
    undoTooLate: 'Not undone: somebody has changed the settings since.',
    conflict: (parts: string) =>
      `Somebody else has changed the settings meanwhile: ${parts}. Nothing of yours is saved yet, and it is still here.`,
    mineOnTop: 'Save mine on top of it',
    takeTheirs: 'Drop mine',
    number: 'A number, please.',
  },
  formula: {
    proposals: 'Names and functions',
    count: (count: number) => (count === 1 ? '1 proposal' : `${count} proposals`),
    function: 'function',
    asking: 'Checking …',
    unchecked: (why: string) => `Not checked. ${why}`,
    goOn: 'Not finished yet.',
    now: (value: string) => `Now: ${value}`,
    holds: 'it holds',
    holdsNot: 'it does not hold',
    missing: (names: string) => `Now: no value, because there is none of ${names}.`,
    later: (names: string) => `No value can be shown here: only the running box reads ${names}.`,
    noNumber: 'Now: no value, because what is computed is no number (a division by 0?).',
    written: (how: string) => `it is written ${how}.`,
    wrong: {
      empty: 'a number or a formula is missing.',
      incomplete: 'something is missing here.',
      unexpected: 'this does not belong here.',
      unknownName: 'there is no such name.',
      unknownDevice: 'there is no such device.',
      unknownFunction: 'there is no such function.',
      badNumber: 'this number cannot be read. Write it like 16000 or 0.5.',
      badName: 'behind the point a name must follow.',
      badCharacter: 'this sign means nothing here. Decimals have a point, and two values are compared with ==.',
      onlyInRules: 'this is known in charging rules only.',
      circle: 'this rests on the variable itself, so it would have no value.',
      tooDeep: 'there are too many brackets in one another.',
      tooLong: 'this formula is too long.',
    },
  },
  foot: { language: 'Language', signOut: 'Sign out' },
  contact: {
    live: 'live',
    connecting: 'connecting',
    lost: (since: string) => `reconnecting since ${since}`,
    notCurrent: (since: string) => `No contact since ${since}. The values below are old.`,
  },
  noValue: 'no value',
  age: (seconds: string) => `${seconds} old`,
  noValueFor: (seconds: string) => `no value for ${seconds}`,
  observing: 'Observes only: nothing is written to the charge points.',
  strip: {
    limitHouse: 'Limit the house …',
    endIt: 'End it …',
    limited: 'Limited',
    by: (who: string) => `by ${who}`,
    writer: (name: string) => (name === 'site' ? 'the site settings' : name),
    formulaFailed: 'a fallback, its formula has no value',
    since: (time: string) => `since ${time}`,
    untilWithdrawn: 'until withdrawn',
    untilChanged: 'until changed',
  },
  until: (time: string) => `until ${time}`,
  nextAt: (time: string) => `next at ${time}`,
  house: {
    title: 'House connection',
    import: 'import',
    export: 'export',
    of: (limit: string) => `of ${limit}`,
    power: 'All',
    powerName: 'Power over all phases',
    over: 'over the limit',
    reserve: 'reserve',
    limit: 'limit',
    fuse: 'fuse',
  },
  energy: {
    title: 'Where the power comes from and goes to',
    in: 'From',
    out: 'To',
    grid: 'grid',
    solar: 'solar',
    battery: 'battery',
    house: 'house',
    toGrid: 'to the grid',
    cars: (count: number) => `${count} cars`,
    rest: 'not measured',
  },
  circuit: {
    headroom: 'headroom',
    limit: 'limit',
    of: (fuse: string) => `of ${fuse}`,
    unnamed: 'this circuit',
  },
  chargePoints: 'Charge points',
  /** On the start page, while there is nothing to look after. */
  invite: {
    title: 'Not set up yet',
    text: 'Name the house connection, find meters and charge points: about ten minutes.',
    open: 'Begin the first start',
  },
  noChargePoints: 'No charge point is set up yet.',
  devices: {
    title: 'Meters and storage',
    produces: 'produces',
    consumes: 'consumes',
    charges: 'charges',
    discharges: 'discharges',
    rests: 'rests',
    role: {
      grid: 'grid meter',
      consumption: 'consumption',
      generation: 'generation',
      storage: 'storage',
      display: 'shown only',
    },
    mayCharge: (power: string) => `may charge with ${power}`,
    mayDischarge: (power: string) => `may discharge with ${power}`,
  },
  show: 'Show',
  today: 'Today',
  wall: { open: 'Wall display', leave: 'Leave the wall display', more: (count: number) => `and ${count} more` },
  tile: {
    offered: 'offered',
    drawn: 'drawn',
    max: 'max',
    phaseUsed: 'in use',
    phaseIdle: 'in use, no current',
    phaseUnused: 'not in use',
  },
  status: {
    free: 'free',
    connected: 'connected',
    charging: 'charging',
    waiting: 'waiting',
    paused: 'paused',
    done: 'done',
    off: 'off',
    fault: 'fault',
    lost: 'no answer',
    unknown: 'no value',
  },
  situation,
  pausedByHand: 'somebody has paused it by hand',
  /** A fault that the charge point tells itself. */
  ownFault: { why: 'the charge point itself reports a fault', ends: 'look at its display' },
  why,
  ends,
  origin,
  health,
  healthTitle: 'What needs attention',
  severity: { info: 'Note', warning: 'Warning', fault: 'Fault' },
};

/** Every word of the page: the other languages must have exactly these. */
export type Words = typeof en;
