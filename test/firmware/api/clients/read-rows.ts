import assert from 'node:assert/strict';
import type { Signs } from './known-site.ts';

/** What the public clients of the original read (field/original-clients.md §1), each with the values they must find. */
export interface ReadRow {
  readonly client: string;
  readonly signs: Signs;
  readonly path: string;
  readonly reads: (answer: never) => void;
}

type Device = Readonly<Record<string, unknown>>;
export interface DevInfo {
  readonly params: Readonly<Record<string, unknown>>;
  readonly devices: readonly Device[];
}

const devInfo = '/cnf?cmd=get_dev_info';

export function deviceOf({ devices }: DevInfo, id: string): Device {
  const found = devices.find(({ dev_id: devId }) => devId === id);
  assert.ok(found, `${id} is listed`);
  return found;
}

/** The fields named, of one device. */
const pick = (device: Device, names: string) =>
  Object.fromEntries(names.split(' ').map((name) => [name, device[name]]));

/** JSON numbers, of every device that the test lets through. */
function numbers({ devices }: DevInfo, isMeant: (device: Device) => boolean, names: string): void {
  for (const device of devices.filter(isMeant))
    for (const name of names.split(' '))
      assert.ok(Number.isFinite(device[name]), `${String(device.dev_id)}.${name} is ${JSON.stringify(device[name])}`);
}
const isEvse = ({ is_evse: evse }: Device) => evse === true;
const isMeter = ({ is_evse: evse }: Device) => evse === false;

function homeAssistant(answer: DevInfo): void {
  const { title, version, vsn } = answer.params as { title: string; version: string; vsn: { serialno: string } };
  assert.equal(title, 'Kerkstraat 12');
  const [first, second] = version.split('.');
  assert.match(`${first} ${second}`, /^\d+ \d+$/);
  // It chooses the names of fields by these two parts, read as one decimal number.
  assert.ok(Number(`${first}.${second}`) >= 1.2);
  assert.equal(vsn.serialno, 'NTW-1');
  for (const { device_enabled: enabled, is_evse: evse, name, model } of answer.devices) {
    assert.ok(enabled === 0 || enabled === 1);
    assert.equal(typeof evse, 'boolean');
    assert.ok(typeof name === 'string' && typeof model === 'string');
  }
  const amperes = 'current_l1 current_l2 current_l3';
  numbers(answer, isEvse, `power_w total_energy state ${amperes} min_charging_cur max_charging_cur overrides`);
  numbers(answer, isMeter, `power_w import export ${amperes} voltage_l1 voltage_l2 voltage_l3`);
  assert.deepEqual(
    pick(deviceOf(answer, 'E1'), `power_w total_energy state ${amperes} min_charging_cur max_charging_cur`),
    {
      ...{ power_w: 9217, total_energy: 571_766, state: 3, min_charging_cur: 6000, max_charging_cur: 16_000 },
      ...{ current_l1: 13_300, current_l2: 13_350, current_l3: 13_421 },
    },
  );
  assert.deepEqual(pick(deviceOf(answer, 'M1'), `power_w import export current_l3 voltage_l1 is_va`), {
    ...{ power_w: 7420, import: 1_662_153, export: 12_000, current_l3: -1250, voltage_l1: 230, is_va: false },
  });
  for (const { state } of answer.devices.filter(isEvse)) assert.ok([1, 2, 3, 4, 5, 6].includes(state as number));
  assert.deepEqual(pick(deviceOf(answer, 'E4'), 'overrides ov_cur'), { overrides: 3, ov_cur: 10_000 });
  assert.deepEqual(pick(deviceOf(answer, 'E1'), 'overrides ov_cur'), { overrides: 4, ov_cur: 13_500 });
  assert.deepEqual(pick(deviceOf(answer, 'E2'), 'overrides ov_cur'), { overrides: 0, ov_cur: undefined });
  assert.equal(deviceOf(answer, 'E3').device_enabled, 0);
}

function homeAssistantFork(answer: DevInfo): void {
  homeAssistant(answer);
  numbers(answer, isEvse, 'ta_en last_set_charging_cur used_phases pause_reason pause_time charging_dur');
  assert.deepEqual(pick(deviceOf(answer, 'E1'), 'ta_en charging_dur last_set_charging_cur used_phases pause_reason'), {
    ...{ ta_en: 5120, charging_dur: 3600, last_set_charging_cur: 13_500, used_phases: 7, pause_reason: 0 },
  });
  assert.deepEqual(pick(deviceOf(answer, 'E4'), 'paused pause_reason pause_time'), {
    ...{ paused: true, pause_reason: 3, pause_time: 300 },
  });
  assert.equal(deviceOf(answer, 'E2').last_set_charging_cur, -1);
  for (const { evse } of answer.devices.filter(isEvse)) {
    const { cp_state: pilot, pp_state: plug } = evse as Device;
    assert.ok(typeof pilot === 'string' && typeof plug === 'string');
  }
}

/** It wants `evse_powerbrain`, and of these a state of 0 to 5; one that does not fit takes the whole list with it. */
function cobot(answer: DevInfo): void {
  const listed = answer.devices.filter(({ dev_type: type }) => type === 'evse_powerbrain');
  assert.deepEqual(
    listed.map(({ dev_id: id, state, charging_enabled: enabled }) => [id, state, enabled]),
    [
      ['E1', 3, true],
      ['E4', 2, false],
    ],
  );
  for (const { address, desc, total_energy: wh } of listed) {
    assert.ok(typeof address === 'string' && address !== '');
    assert.ok(typeof desc === 'string' && Number.isFinite(wh));
  }
}

function pyPowerbrain(answer: DevInfo): void {
  for (const { dev_id: id, dev_type: type, attach } of answer.devices) {
    assert.ok(typeof id === 'string' && typeof type === 'string');
    if (attach !== undefined) assert.ok(deviceOf(answer, attach as string));
  }
  assert.equal(deviceOf(answer, 'E4').attach, 'M4');
  assert.equal((answer as unknown as { loadmgr_disabled: boolean }).loadmgr_disabled, false);
}

function pyPowerbrainParams(answer: Device): void {
  assert.equal(answer.max_total_evse_power, 34_500);
  assert.equal(typeof answer.version, 'string');
  const types = ['evse_powerbrain', 'evse_offline', 'meter_eastron_sdm630', 'meter_sunspec_inverter'];
  assert.deepEqual(Object.keys(answer.dev_meta as object), types);
}

function edomi(answer: DevInfo): void {
  const { params } = answer;
  assert.deepEqual(
    pick(params, 'lb_enabled max_total_current reserve_current overdraft_cur max_total_evse_current cons_evse_power'),
    {
      ...{ lb_enabled: true, max_total_current: 32_000, reserve_current: 1000, overdraft_cur: 1500 },
      ...{ max_total_evse_current: 50_000, cons_evse_power: 9217 },
    },
  );
  assert.deepEqual(pick(params, 'avail_evse_power cycle_time shareware_mode'), {
    ...{ avail_evse_power: 10_350, cycle_time: 1000, shareware_mode: false },
  });
}

/** The second block takes one device apart. */
function edomiDecoder(answer: DevInfo): void {
  edomi(answer);
  numbers(
    answer,
    isEvse,
    'state com_errors cur_charging_power total_energy min_charging_cur max_charging_cur phases prio',
  );
  assert.deepEqual(
    pick(deviceOf(answer, 'E2'), 'state com_err com_errors com_err_secs total_energy cur_charging_power'),
    {
      ...{ state: 6, com_err: true, com_errors: 3, com_err_secs: 469, total_energy: 33_000, cur_charging_power: 0 },
    },
  );
  assert.match(String(deviceOf(answer, 'E2').last_error), /^not connected: /);
  assert.deepEqual(pick(deviceOf(answer, 'E4'), 'name device_enabled charging_enabled paused prio phases'), {
    ...{ name: 'Visitors', device_enabled: 1, charging_enabled: false, paused: true, prio: 3, phases: 7 },
  });
  for (const { model, device_enabled: enabled } of answer.devices)
    assert.equal(String(model).split(',').length, enabled === 1 ? 5 : 1);
}

/** The four-fold reader takes whichever name of a value it finds first. */
function edomiFourfold(answer: DevInfo): void {
  const first = (device: Device, names: string) =>
    names
      .split(' ')
      .map((name) => device[name])
      .find((v) => v !== undefined);
  const power = 'power_w cur_power cur_charging_power power';
  const energy = 'total_energy energy_wh import_wh export_wh';
  assert.equal(first(deviceOf(answer, 'E1'), power), 9217);
  assert.equal(first(deviceOf(answer, 'E1'), energy), 571_766);
  assert.equal(first(deviceOf(answer, 'M1'), power), 7420);
  assert.equal(first(deviceOf(answer, 'M1'), energy), 1_662_153);
  assert.equal(first(deviceOf(answer, 'M3'), power), 3000);
  for (const { id } of answer.devices) assert.doesNotMatch(String(id), /^[EM]/);
}

function edomiVariables(answer: Device): void {
  assert.deepEqual(answer, { AVAIL: 40 });
}

function ioBroker(answer: DevInfo): void {
  assert.ok(Array.isArray(answer.devices));
  numbers(answer, isEvse, 'power_w current_l1 current_l2 current_l3 phases used_phases state lreason total_energy');
  for (const { charging_enabled: enabled } of answer.devices.filter(isEvse)) assert.equal(typeof enabled, 'boolean');
}

function solaranzeige(answer: DevInfo): void {
  const { params } = answer;
  assert.deepEqual(pick(params, 'title max_total_power max_total_evse_power'), {
    ...{ title: 'Kerkstraat 12', max_total_power: 22_080, max_total_evse_power: 34_500 },
  });
  // It looks at ten devices only.
  const e1 = answer.devices.slice(0, 10).find(({ dev_id: id }) => id === 'E1');
  assert.ok(e1);
  assert.deepEqual(pick(e1, 'desc phases state cur_charging_power total_energy evse'), {
    ...{ desc: 'Left', phases: 7, state: 3, cur_charging_power: 9217, total_energy: 571_766 },
    evse: { cp_state: 'Charging', pp_state: 'cable', charging: true, enabled: true, cp_fault: false, current: 13_500 },
  });
}

function panel(answer: DevInfo): void {
  const sums = new Map<unknown, number>();
  for (const { is_evse: evse, role, power_w: power } of answer.devices)
    if (evse === false) sums.set(role, (sums.get(role) ?? 0) + (power as number));
  assert.deepEqual([...sums].sort(), [
    [1, 0],
    [2, 3000],
    [3, 7420],
    [4, 0],
  ]);
  assert.ok(JSON.stringify(answer).length < 8000, 'a microcontroller parses it whole');
}

function collector(answer: DevInfo): void {
  assert.deepEqual(pick(answer.params, 'grid_pwr cons_pwr cons_evse_power avail_evse_power surplus_power'), {
    ...{ grid_pwr: 11_200, cons_pwr: 1980, cons_evse_power: 9217, avail_evse_power: 10_350, surplus_power: 0 },
  });
}

function forkRules(answer: readonly Device[]): void {
  assert.ok(Array.isArray(answer));
  assert.deepEqual(
    answer.map(({ dev_id: id }) => id),
    ['M1', 'E1', 'E2', 'E3', 'E4', 'M2', 'M3', 'M4'],
  );
  const { crule_set: set } = answer[1] as { crule_set: unknown };
  assert.deepEqual(set, { selected_id: '', rule_set: { '': [] } });
}

export const readRows: readonly ReadRow[] = [
  { client: 'HA upstream', signs: 'none', path: devInfo, reads: homeAssistant },
  { client: 'HA upstream, login check', signs: 'basic', path: '/ui/en/sim.htm', reads: () => undefined },
  { client: 'HA fork', signs: 'none', path: devInfo, reads: homeAssistantFork },
  { client: 'HA fork, rules', signs: 'basic', path: '/cnf?cmd=get_devices', reads: forkRules },
  { client: 'cobot-cfos-charger', signs: 'basic', path: '//cnf?cmd=get_dev_info', reads: cobot },
  { client: 'py-powerbrain', signs: 'none', path: devInfo, reads: pyPowerbrain },
  { client: 'py-powerbrain, parameters', signs: 'none', path: '/cnf?cmd=get_params', reads: pyPowerbrainParams },
  {
    ...{ client: 'py-powerbrain, types', signs: 'none', path: '/cnf?cmd=get_dev_types' },
    reads: (types: Device) => assert.equal(types.evse_powerbrain, 'Charge point'),
  },
  { client: 'EDOMI 804, a user set', signs: 'basic', path: devInfo, reads: edomi },
  { client: 'EDOMI 804 and 805', signs: 'none', path: devInfo, reads: edomiDecoder },
  { client: 'EDOMI 830', signs: 'none', path: devInfo, reads: edomiFourfold },
  { client: 'EDOMI 828', signs: 'basic', path: '/cnf?cmd=get_cm_vars', reads: edomiVariables },
  {
    client: 'EDOMI 828, no user set',
    signs: 'none',
    path: '/cnf?cmd=get_cm_vars&name=AVAIL&val=1',
    reads: edomiVariables,
  },
  { client: 'ioBroker', signs: 'basic', path: devInfo, reads: ioBroker },
  { client: 'ioBroker, no password', signs: 'emptyPassword', path: devInfo, reads: ioBroker },
  {
    client: 'Solaranzeige',
    signs: 'none',
    path: `/cnf?${encodeURIComponent('cmd=get_dev_info')}`,
    reads: solaranzeige,
  },
  { client: 'Solaranzeige, plain', signs: 'none', path: devInfo, reads: solaranzeige },
  { client: 'LED panel', signs: 'none', path: devInfo, reads: panel },
  { client: 'energy collector', signs: 'basic', path: devInfo, reads: collector },
  { client: 'energy collector, blank', signs: 'emptyPassword', path: devInfo, reads: collector },
] as const;
