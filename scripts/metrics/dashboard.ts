/** One question of a panel; `legend` in the notation of Grafana. */
interface Question {
  readonly expr: string;
  readonly legend: string;
}

interface PanelFacts {
  readonly title: string;
  readonly says: string;
  readonly unit: string;
  readonly kind: 'timeseries' | 'stat' | 'table' | 'state-timeline';
  /** Of 24 columns. */
  readonly width: number;
  readonly questions: readonly Question[];
}

const of = (metric: string, more = ''): string => `${metric}{instance=~"$instance"${more}}`;

/** What is worth a look, from the whole house down to the cycle. */
const panels: readonly PanelFacts[] = [
  {
    ...{ title: 'Limits in force', says: 'Ceilings from outside, by origin.', unit: 'watt', kind: 'stat', width: 6 },
    questions: [{ expr: of('netwacht_limit_watts'), legend: '{{limit}} ({{origin}})' }],
  },
  {
    ...{ title: 'Not as it should be', says: 'Health of the box.', unit: 'short', kind: 'table', width: 10 },
    questions: [{ expr: of('netwacht_health'), legend: '{{severity}}: {{code}} {{what}}' }],
  },
  {
    ...{ title: 'Grid', says: 'Import is positive.', unit: 'watt', kind: 'stat', width: 4 },
    questions: [{ expr: of('netwacht_flow_watts', ',place="grid"'), legend: 'grid' }],
  },
  {
    ...{ title: 'Charge points', says: 'What cars draw together.', unit: 'watt', kind: 'stat', width: 4 },
    questions: [{ expr: of('netwacht_flow_watts', ',place="charge_points"'), legend: 'cars' }],
  },
  {
    title: 'Circuits: drawn against their limits',
    says: 'Each phase; the limit is the lowest in force, the fuse never moves.',
    ...{ unit: 'amp', kind: 'timeseries', width: 24 },
    questions: [
      { expr: of('netwacht_circuit_current_amperes', ',circuit=~"$circuit"'), legend: '{{circuit}} {{phase}}' },
      { expr: of('netwacht_circuit_limit_amperes', ',circuit=~"$circuit"'), legend: '{{circuit}} {{phase}} limit' },
      { expr: of('netwacht_circuit_fuse_amperes', ',circuit=~"$circuit"'), legend: '{{circuit}} fuse' },
    ],
  },
  {
    ...{ title: 'Offered', says: 'What each car may draw.', unit: 'amp', kind: 'timeseries', width: 12 },
    questions: [{ expr: of('netwacht_charge_point_offered_amperes'), legend: '{{charge_point}}' }],
  },
  {
    ...{ title: 'Drawn', says: 'What each car draws.', unit: 'watt', kind: 'timeseries', width: 12 },
    questions: [{ expr: of('netwacht_charge_point_power_watts'), legend: '{{charge_point}}' }],
  },
  {
    ...{
      title: 'Why',
      says: 'The reason of each charge point over time.',
      unit: 'short',
      kind: 'state-timeline',
      width: 24,
    },
    questions: [{ expr: of('netwacht_charge_point_reason_info'), legend: '{{charge_point}} {{code}}' }],
  },
  {
    ...{ title: 'Energy of charge points', says: 'Over the time shown.', unit: 'joule', kind: 'timeseries', width: 12 },
    questions: [
      { expr: `increase(${of('netwacht_charge_point_energy_joules_total')}[1h])`, legend: '{{charge_point}}' },
    ],
  },
  {
    ...{
      title: 'Variables',
      says: 'AVAIL, TARIF and what else was set.',
      unit: 'short',
      kind: 'timeseries',
      width: 12,
    },
    questions: [{ expr: of('netwacht_variable'), legend: '{{variable}}' }],
  },
  {
    ...{ title: 'Time between cycles', says: '99 of 100 are under it.', unit: 's', kind: 'timeseries', width: 8 },
    questions: [
      {
        expr: `histogram_quantile(0.99, rate(${of('netwacht_state_interval_seconds_bucket')}[5m]))`,
        legend: '99 %',
      },
    ],
  },
  {
    ...{ title: 'Faults on lines', says: 'A second, by kind.', unit: 'cps', kind: 'timeseries', width: 8 },
    questions: [{ expr: `rate(${of('netwacht_line_faults_total')}[5m])`, legend: '{{line}} {{fault}}' }],
  },
  {
    ...{ title: 'Processor', says: 'Of one core.', unit: 'percentunit', kind: 'timeseries', width: 8 },
    questions: [{ expr: `rate(${of('process_cpu_seconds_total')}[1m])`, legend: 'netwacht' }],
  },
];

const columns = 24;
const source = { type: 'prometheus', uid: '${datasource}' };

/** The dashboard as Grafana imports it; asks for the data source, the box and the circuits. */
export const dashboard = {
  title: 'Netwacht',
  uid: 'netwacht',
  tags: ['netwacht'],
  schemaVersion: 39,
  version: 1,
  timezone: 'browser',
  refresh: '10s',
  time: { from: 'now-6h', to: 'now' },
  templating: {
    list: [
      { name: 'datasource', type: 'datasource', query: 'prometheus', label: 'Data source' },
      variable('instance', 'Box', 'label_values(netwacht_cycles_total, instance)'),
      variable('circuit', 'Circuit', 'label_values(netwacht_circuit_fuse_amperes{instance=~"$instance"}, circuit)'),
    ],
  },
  panels: placed(panels),
};

function variable(name: string, label: string, query: string) {
  const values = { multi: true, includeAll: true, current: { text: 'All', value: '$__all' } };
  return { name, label, type: 'query', datasource: source, query, refresh: 2, ...values };
}

/** From left to right, a new row where one is full. */
function placed(all: readonly PanelFacts[]) {
  let x = 0;
  let y = 0;
  return all.map(({ title, says, unit, kind, width, questions }, k) => {
    const height = kind === 'stat' || kind === 'table' ? 5 : 8;
    if (x + width > columns) {
      x = 0;
      y += 8;
    }
    const gridPos = { x, y, w: width, h: height };
    x += width;
    return {
      ...{ id: k + 1, title, description: says, type: kind, datasource: source, gridPos },
      fieldConfig: { defaults: { unit }, overrides: [] },
      targets: questions.map(({ expr, legend }, n) => ({
        ...{ refId: String.fromCharCode(65 + n), datasource: source, expr, legendFormat: legend },
        instant: kind === 'table' || kind === 'stat',
      })),
    };
  });
}
