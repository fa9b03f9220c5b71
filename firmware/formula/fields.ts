/** What a name in a formula says: its unit ("" for a plain number) and its meaning in a few words. */
export interface FieldFact {
  readonly unit: 'mA' | 'W' | 'Wh' | 'var' | 's' | '%' | 'ct/kWh' | 'km' | '1/0' | '';
  readonly says: string;
}

type Facts = ReadonlyMap<string, FieldFact>;
type Entry = readonly [name: string, unit: FieldFact['unit'], says: string];
const facts = (entries: readonly Entry[]): Facts =>
  new Map(entries.map(([name, unit, says]) => [name, { unit, says }]));

/** Behind the prefix of a device or vehicle, `M1.` `E1.` `V1.`; `input1`..`input32` come on top, see `isInputField`. */
export const deviceFields: Facts = facts([
  ['current_l1', 'mA', 'current of the device’s phase 1'],
  ['current_l2', 'mA', 'current of the device’s phase 2'],
  ['current_l3', 'mA', 'current of the device’s phase 3'],
  ['current', 'mA', 'current of the phase being looked at'],
  ['power_w', 'W', 'active power over all phases'],
  ['offered', 'mA', 'current offered to the car'],
  ['import_wh', 'Wh', 'energy taken'],
  ['export_wh', 'Wh', 'energy given back'],
  ['dt', 's', 'time since the last update'],
  ['soc', '%', 'state of charge'],
  ['range', 'km', 'range of a vehicle'],
  ['id', '', 'number of the device on its line'],
  ['txn_duration', 's', 'length of this transaction'],
  ['charging_dur', 's', 'time really charged in this transaction'],
  ['txn_energy', 'Wh', 'energy of this transaction'],
  ['min_current', 'mA', 'smallest charging current'],
  ['max_current', 'mA', 'largest charging current'],
  ['state', '', '1 waiting, 2 plugged in, 3 charging, 4 charging with ventilation, 5 fault, 6 offline'],
  ['cphases', '', 'phases that charge now, 0 to 3'],
  ['pphases', '', 'phases expected to charge, 0 to 3'],
  ['lb_cur_l1', 'mA', 'current computed so far for phase 1, inside charging rules'],
  ['lb_cur_l2', 'mA', 'current computed so far for phase 2, inside charging rules'],
  ['lb_cur_l3', 'mA', 'current computed so far for phase 3, inside charging rules'],
  ['lb_cur', 'mA', 'current computed so far for the phase being looked at, inside charging rules'],
  ['surplus_pcur', 'mA', 'solar surplus per expected phase'],
  ['surplus_wanted', '1/0', 'a surplus rule already applied'],
  ['budget', '', 'what is left of the budget, kWh or minutes'],
  ['budget_amount', '', 'size of the budget, kWh or minutes'],
  ['budget_used', '', 'used of the budget, kWh or minutes'],
  ['com_err', '1/0', 'the device does not answer'],
  ['com_err2', '1/0', 'the device has not answered for more than 12 s'],
  ['reactive_power', 'var', 'reactive power, positive inductive'],
  ['switch_phases', '', '1 one phase, 3 three phases, -1 automatic'],
  ['departure', 's', 'departure the car announced, seconds since 1970, else 0'],
  ['req_energy', 'Wh', 'energy the car asked for, else 0'],
  ['plugin_start', 's', 'when the cable was plugged in, seconds since 1970'],
  ['plugin_energy', 'Wh', 'energy charged since the cable was plugged in'],
  ['charge_power_w', 'W', 'what the rules of a battery let it charge; no value = left alone'],
  ['charge_power_prc', '%', 'the same as a share of what it may charge at most'],
  ['discharge_power_w', 'W', 'what the rules of a battery let it discharge; no value = left alone'],
  ['discharge_power_prc', '%', 'the same as a share of what it may discharge at most'],
  ['bat_mode', '', '1 rules limit charging, 2 discharging, 3 both, 0 neither'],
  ['out1', '1/0', 'output 1 of the device'],
  ['out2', '1/0', 'output 2 of the device'],
]);

/** Highest number of an input of a device; inputs count from 1. */
export const maxInputs = 32;

/** `input1` to `input32` of a device. */
export function isInputField(field: string): boolean {
  const number = /^input([1-9]\d?)$/.exec(field)?.[1];
  return number !== undefined && Number(number) <= maxInputs;
}

/** Behind `date.`, in the site's time zone. */
export const dateFields: Facts = facts([
  ['year', '', 'year'],
  ['month', '', 'month, January = 0 to December = 11'],
  ['day', '', 'day of the month, from 1'],
  ['weekday', '', 'Sunday = 0, Monday = 1 to Saturday = 6'],
  ['yearday', '', 'day of the year, 1 January = 0'],
  ['hour', '', 'hour, 0 to 23'],
  ['minute', '', 'minute, 0 to 59'],
  ['second', '', 'second, 0 to 59'],
  ['daysecond', 's', 'seconds on the clock since 0:00'],
  ['dayminute', '', 'minutes on the clock since 0:00'],
  ['dst', '1/0', 'summer time'],
  ['timestamp', 's', 'seconds since 1970 (UTC)'],
]);

/** Behind `PB.`: the inputs of the controller itself. */
export const controllerFields: Facts = facts([
  ['input1', '1/0', 'input 1 of the controller'],
  ['input2', '1/0', 'input 2 of the controller'],
]);

const flags: Entry[] = Array.from({ length: 32 }, (_, k) => [
  `_flag${k + 1}`,
  '1/0',
  `flag ${k + 1}, set from outside and forgotten at a restart`,
]);

/** Built-in variables, behind `CM.` or bare; all start with `_`, which no variable of a site may. */
export const builtInVariables: Facts = facts([
  ['_num_charging', '', 'charge points that charge now'],
  ['_num_charging1', '', 'the same, but 1 when none charges'],
  ['_max_total_current', 'mA', 'limit of the house connection per phase'],
  ['_max_total_evse_current', 'mA', 'limit of all charge points per phase'],
  ['_max_total_current_prc', '%', 'share of the house connection in use'],
  ['_price', 'ct/kWh', 'price now'],
  ['_price_level', '', '-2 very expensive, -3 expensive, -4 normal, -5 cheap, -6 very cheap'],
  ['_set_price', 'ct/kWh', 'price set from outside'],
  ['_set_price_level', '', 'price level set from outside'],
  ['_surplus', 'W', 'solar surplus'],
  ['_org_surplus', 'W', 'solar surplus before a formula of the site replaces it'],
  ['_storage_home_max_capacity', 'Wh', 'size of the batteries for the house'],
  ['_storage_home_capacity', 'Wh', 'energy in the batteries for the house'],
  ['_storage_home_soc', '%', 'state of charge of the batteries for the house'],
  ['_storage_all_max_capacity', 'Wh', 'size of the batteries for house and cars'],
  ['_storage_all_capacity', 'Wh', 'energy in the batteries for house and cars'],
  ['_storage_all_soc', '%', 'state of charge of the batteries for house and cars'],
  ['_dt', 's', 'time since the last cycle'],
  ['_rule_val', '', 'value so far, mA or W, inside charging rules'],
  ['_rule_id', '', 'number of the last rule that acted, inside charging rules'],
  ['_rule_min', 'mA', 'current asked for three phases, inside charging rules'],
  ['_undercut', '1/0', 'a rule only holds on, inside charging rules'],
  ...flags,
]);

/** The middle part of `GM.grid_demand.power_w`: sums over the whole site. */
export const siteMeters: ReadonlyMap<string, string> = new Map([
  ['grid_demand', 'taken from the grid'],
  ['consumed', 'consumption of the house'],
  ['produced', 'generation'],
  ['consumed_evse', 'consumption of the charge points'],
  ['available_evse', 'available to the charge points'],
  ['surplus', 'solar surplus'],
  ['storage_home', 'batteries for the house'],
  ['storage_all', 'batteries for house and cars'],
  ['error', 'reserved for charge points that do not answer'],
]);

/** Spellings of older releases of the original, still found in formulas. */
export const olderSiteMeters: ReadonlyMap<string, string> = new Map([
  ['prod_pwr', 'produced'],
  ['cons_pwr', 'consumed'],
]);

/** The last part of `GM.grid_demand.power_w`. */
export const siteMeterFields: Facts = facts([
  ['power_w', 'W', 'active power'],
  ['current', 'mA', 'current of the phase being looked at'],
  ['current_l1', 'mA', 'current of phase 1'],
  ['current_l2', 'mA', 'current of phase 2'],
  ['current_l3', 'mA', 'current of phase 3'],
  ['import_wh', 'Wh', 'energy taken'],
  ['export_wh', 'Wh', 'energy given back'],
]);
