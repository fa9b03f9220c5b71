/** What rules share power of: of all of it, and of a part, "50 % of …". */
const all = {
  surplus: 'the solar surplus',
  solar: 'the solar power',
  import: 'what is taken from the grid',
  export: 'what is fed into the grid',
};
const part = {
  surplus: (percent: string) => `${percent} of the solar surplus`,
  solar: (percent: string) => `${percent} of the solar power`,
  import: (percent: string) => `${percent} of what is taken from the grid`,
  export: (percent: string) => `${percent} of what is fed into the grid`,
};

/** The condition of a rule, behind "when". */
const is = {
  formula: (formula: string) => `${formula} holds`,
  time: (from: string, to: string) => `it is between ${from} and ${to}`,
  minutes: (from: string, to: string) => `the minute of the day is between ${from} and ${to}`,
  surplus: (power: string) => `the solar surplus is at least ${power}`,
  solar: (power: string) => `the sun gives at least ${power}`,
  import: (power: string) => `at least ${power} is taken from the grid`,
  export: (power: string) => `at least ${power} is fed into the grid`,
  price: (price: string) => `the price is at most ${price}`,
  priceLevel: (level: string) => `the price counts as ${level} or lower`,
  socOfCar: (percent: string) => `the car is charged to ${percent} or more`,
  socOfBattery: (percent: string) => `the battery is charged to ${percent} or more`,
  socOf: (percent: string, device: string) => `${device} is charged to ${percent} or more`,
  chargingOne: 'a car charges',
  charging: (count: string) => `at least ${count} cars charge`,
  input: (number: string, device: string) => `input ${number} of ${device} is on`,
  eco: (duration: string, delay: string) => `the cheapest start of ${duration} within ${delay} has come`,
};

/** The same with NOT. */
const isNot: typeof is = {
  formula: (formula) => `${formula} does not hold`,
  time: (from, to) => `it is not between ${from} and ${to}`,
  minutes: (from, to) => `the minute of the day is not between ${from} and ${to}`,
  surplus: (power) => `the solar surplus is less than ${power}`,
  solar: (power) => `the sun gives less than ${power}`,
  import: (power) => `less than ${power} is taken from the grid`,
  export: (power) => `less than ${power} is fed into the grid`,
  price: (price) => `the price is above ${price}`,
  priceLevel: (level) => `the price counts as higher than ${level}`,
  socOfCar: (percent) => `the car is charged to less than ${percent}`,
  socOfBattery: (percent) => `the battery is charged to less than ${percent}`,
  socOf: (percent, device) => `${device} is charged to less than ${percent}`,
  chargingOne: 'no car charges',
  charging: (count) => `fewer than ${count} cars charge`,
  input: (number, device) => `input ${number} of ${device} is off`,
  eco: (duration, delay) => `the cheapest start of ${duration} within ${delay} has not come yet`,
};

export const en = {
  /** Where a list adds its last thing: "Mon, Tue and Wed". */
  and: 'and',
  day: { mo: 'Mon', tu: 'Tue', we: 'Wed', th: 'Thu', fr: 'Fri', sa: 'Sat', su: 'Sun' },
  onDays: (days: string) => `on ${days}`,
  noDay: 'on no day',
  when: (condition: string) => `when ${condition}`,
  always: 'always',
  never: 'never',
  is,
  isNot,
  /** -2 to -6, as the tariffs have them. */
  level: {
    veryExpensive: 'very expensive',
    expensive: 'expensive',
    normal: 'normal',
    cheap: 'cheap',
    veryCheap: 'very cheap',
    other: (level: string) => `level ${level}`,
  },
  /** How much, behind "charge with". */
  amount: {
    milliampere: (formula: string) => `the mA that ${formula} gives`,
    watt: (formula: string) => `the W that ${formula} gives`,
    all,
    part,
  },
  does: {
    charge: (amount: string) => `charge with ${amount}`,
    pause: 'do not charge',
    letCharge: (amount: string) => `let the battery charge with at most ${amount}`,
    letDischarge: (amount: string) => `let the battery give at most ${amount}`,
    noCharge: 'do not let the battery charge',
    noDischarge: 'let the battery give nothing',
    leaveAlone: 'leave the battery alone',
    variable: (name: string, formula: string) => `set ${name} to ${formula}`,
    trigger: (name: string, time: string) => `set ${name} to 1 for ${time}`,
    retrigger: (name: string, time: string) => `set ${name} to 1, and for ${time} longer than this holds`,
    and: 'this counts together with the next rule only',
    or: 'this or the next rule is enough',
    goto: (rule: string) => `go on with the rule ${rule}`,
    parameter: (name: string, formula: string) => `${name} stands for ${formula} from here on`,
    ruleSet: (set: string) => `go on with the rule set ${set}`,
  },
  holdsOn: (time: string) => `and for ${time} after that`,
  surplusOnly: 'from the surplus only',
  finish: 'and look at no rule below',
  off: 'switched off',
  /** How a rule stands, in front of what it rests on. */
  stands: {
    holds: 'Holds',
    doesNot: 'Does not hold',
    until: (time: string) => `Holds on until ${time}`,
    noValue: 'No value',
  },
  /** What was looked at. */
  fact: {
    off: 'the rule is switched off',
    otherDay: 'it is not for today',
    notReached: 'a rule above has ended the list',
    always: 'it knows no condition',
    formula: (value: string) => `its formula gives ${value}`,
    clock: (time: string) => `it is ${time}`,
    surplus: (power: string) => `the solar surplus is ${power}`,
    solar: (power: string) => `the sun gives ${power}`,
    import: (power: string) => `${power} is taken from the grid`,
    export: (power: string) => `${power} is fed into the grid`,
    price: (price: string) => `the price is ${price}`,
    priceLevel: (level: string) => `the price counts as ${level}`,
    soc: (percent: string) => `it is charged to ${percent}`,
    charging: (count: string) => `cars that charge: ${count}`,
    inputOn: 'the input is on',
    inputOff: 'the input is off',
    eco: (time: string) => `the cheapest start is at ${time}`,
    noCar: 'no car is plugged in',
  },
  /** What nobody knows at the moment. */
  unknown: {
    formula: 'its formula has no value',
    clock: 'its times have no value',
    surplus: 'the solar surplus is not known',
    solar: 'the solar power is not known',
    import: 'what is taken from the grid is not known',
    export: 'what is fed into the grid is not known',
    price: 'the price is not known',
    priceLevel: 'how the price counts is not known',
    soc: 'the state of charge is not known',
    charging: 'how many cars charge is not known',
    input: 'the input does not tell',
    eco: 'the prices are not known',
  },
};

export type RuleWords = typeof en;
