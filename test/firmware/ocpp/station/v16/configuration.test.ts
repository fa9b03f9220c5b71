import assert from 'node:assert/strict';
import { StationBench } from '../station-bench.ts';

interface Key {
  readonly key: string;
  readonly readonly: boolean;
  readonly value?: string;
}

/** Good and bad values of every key; `undefined`: it can only be read. */
const table: readonly [
  key: string,
  first: string | undefined,
  good: readonly string[] | undefined,
  bad: readonly string[],
][] = [
  ['AdditionalRootCertificateCheck', 'false', undefined, ['true']],
  ['AllowOfflineTxForUnknownId', 'false', ['true', 'FALSE'], ['yes', '']],
  ['AuthorizationCacheEnabled', 'true', ['false'], ['0']],
  ['AuthorizeRemoteTxRequests', 'false', ['true'], ['1']],
  ['ClockAlignedDataInterval', '0', ['900', '0'], ['-1', '86401', 'x']],
  ['ConnectionTimeOut', '120', ['30'], ['-1', '1e3']],
  ['ConnectorPhaseRotation', '0.Unknown,1.Unknown', undefined, ['1.RST']],
  ['GetConfigurationMaxKeys', '100', undefined, ['1']],
  ['HeartbeatInterval', '600', ['60'], ['1.5']],
  ['LocalAuthorizeOffline', 'true', ['false'], ['']],
  ['LocalPreAuthorize', 'false', ['true'], ['2']],
  ['MeterValuesAlignedData', 'Energy.Active.Import.Register', ['Power.Active.Import, SoC', ''], ['Energy']],
  [
    'MeterValuesSampledData',
    'Energy.Active.Import.Register,Power.Active.Import,Current.Import,Current.Offered',
    ['Voltage.L1,Current.Import.L2'],
    ['Voltage.L4', 'Voltage;Current.Import'],
  ],
  ['MeterValueSampleInterval', '60', ['5', '0'], ['-1', '99999999999']],
  ['MinimumStatusDuration', '0', ['10'], ['3601']],
  ['NumberOfConnectors', '1', undefined, ['2']],
  ['ResetRetries', '0', ['3'], ['11']],
  ['StopTransactionOnEVSideDisconnect', 'true', undefined, ['false']],
  ['StopTransactionOnInvalidId', 'true', ['false'], ['nein']],
  ['StopTxnAlignedData', '', ['Energy.Active.Import.Register'], ['x']],
  ['StopTxnSampledData', '', ['Energy.Active.Import.Register'], ['x']],
  [
    'SupportedFeatureProfiles',
    'Core,FirmwareManagement,LocalAuthListManagement,Reservation,SmartCharging,RemoteTrigger',
    undefined,
    ['Core'],
  ],
  ['TransactionMessageAttempts', '5', ['3'], ['0']],
  ['TransactionMessageRetryInterval', '60', ['10'], ['-1']],
  ['UnlockConnectorOnEVSideDisconnect', 'false', undefined, ['true']],
  ['WebSocketPingInterval', '0', ['30'], ['x']],
  ['CertificateStoreMaxLength', '0', undefined, ['9']],
  ['ChargeProfileMaxStackLevel', '100', undefined, ['1']],
  ['ChargingScheduleAllowedChargingRateUnit', 'Current,Power', undefined, ['Current']],
  ['ChargingScheduleMaxPeriods', '1024', undefined, ['1']],
  ['ConnectorSwitch3to1PhaseSupported', 'false', undefined, ['true']],
  ['MaxChargingProfilesInstalled', '64', undefined, ['1']],
  ['LocalAuthListEnabled', 'true', ['false'], ['x']],
  ['LocalAuthListMaxLength', '10000', undefined, ['1']],
  ['SendLocalListMaxLength', '1000', undefined, ['1']],
  ['ReserveConnectorZeroSupported', 'false', undefined, ['true']],
  ['CertificateSignedMaxChainSize', '10000', undefined, ['1']],
  ['CpoName', '', ['Stadtwerke', ''], ['x'.repeat(65), 'a\nb']],
  ['SecurityProfile', '0', undefined, ['2']],
];

describe('the configuration of a station of OCPP 1.6', () => {
  let bench: StationBench;
  beforeEach(async () => {
    bench = new StationBench();
    await bench.run();
  });
  afterEach(() => bench.end());
  const keys = async (asked: object = {}): Promise<Map<string, Key>> => {
    const { configurationKey } = (await bench.call('GetConfiguration', asked)) as { configurationKey: Key[] };
    return new Map(configurationKey.map((key) => [key.key, key]));
  };
  const change = async (key: string, value: string) => (await bench.call('ChangeConfiguration', { key, value })).status;

  it('has each key with its value, all of the standard among them, and tells no password', async () => {
    const all = await keys();
    assert.deepEqual(
      [...all].map(([name, { value, readonly }]) => [name, value, readonly]).sort(),
      table.map(([key, first, good]) => [key, first, good === undefined]).sort(),
    );
    const { unknownKey, configurationKey } = await bench.call('GetConfiguration', {
      key: ['heartbeatinterval', 'AuthorizationKey', 'Nonsense'],
    });
    assert.deepEqual(configurationKey, [
      { key: 'HeartbeatInterval', readonly: false, value: '600' },
      { key: 'AuthorizationKey', readonly: false },
    ]);
    assert.deepEqual(unknownKey, ['Nonsense']);
    assert.equal(await change('Nonsense', '1'), 'NotSupported');
  });

  it('takes good values and refuses bad ones, key by key, over a restart too', async () => {
    const wanted = new Map<string, string>();
    for (const [key, , good = [], bad] of table) {
      for (const value of bad) assert.equal(await change(key, value), 'Rejected', `${key} = ${value}`);
      for (const value of good) {
        assert.equal(await change(key, value), 'Accepted', `${key} = ${value}`);
        wanted.set(key, value.toLowerCase() === 'false' ? 'false' : value.replace(', ', ','));
      }
      await bench.pass(2000);
    }
    for (const again of [false, true]) {
      if (again) {
        bench.kill();
        bench.got.length = 0;
        bench.start();
        await bench.until(() => bench.station.state().standing === 'accepted');
        // By the boot.
        wanted.set('HeartbeatInterval', '600');
      }
      const all = await keys();
      for (const [key, value] of wanted) assert.equal(all.get(key)?.value, value, key);
    }
  });

  it('asks a charge point of OCPP for keys that are not ours', async () => {
    const asked: unknown[] = [];
    bench.place.pass = async (_version, action, payload) => {
      asked.push([action, payload]);
      if (action === 'ChangeConfiguration') return { status: 'RebootRequired' };
      const theirs = { key: 'LightIntensity', readonly: false, value: '50' };
      return { configurationKey: [theirs, { key: 'HeartbeatInterval', readonly: true, value: '1' }] };
    };
    assert.equal((await keys({ key: ['LightIntensity'] })).get('LightIntensity')?.value, '50');
    const all = await keys();
    assert.equal(all.get('LightIntensity')?.value, '50');
    assert.equal(all.get('HeartbeatInterval')?.value, '600');
    assert.equal(await change('LightIntensity', '10'), 'RebootRequired');
    assert.equal(asked.length, 3);
  });

  it('samples by what is set at once', async () => {
    assert.equal(await change('MeterValueSampleInterval', '10'), 'Accepted');
    assert.equal(await change('MeterValuesSampledData', 'Current.Import.L2'), 'Accepted');
    assert.equal(await change('StopTxnSampledData', 'Energy.Active.Import.Register'), 'Accepted');
    assert.equal(await change('ClockAlignedDataInterval', '60'), 'Accepted');
    bench.place.begin('t1');
    await bench.pass(10_000);
    bench.place.registerWh = 1100;
    bench.place.end();
    // 22:13:21 and 10 s: the next full minute is in 29 s.
    await bench.pass(29_000);
    await bench.until(() => bench.of('MeterValues').length === 2);
    const told = bench.of('MeterValues').map(({ transactionId, meterValue }) => [transactionId, meterValue]);
    assert.deepEqual(told, [
      [
        41,
        [
          {
            timestamp: '2023-11-14T22:13:31.000Z',
            sampledValue: [
              { value: '10.4', measurand: 'Current.Import', phase: 'L2', unit: 'A', context: 'Sample.Periodic' },
            ],
          },
        ],
      ],
      [
        undefined,
        [
          {
            timestamp: '2023-11-14T22:14:00.000Z',
            sampledValue: [
              { value: '1100', measurand: 'Energy.Active.Import.Register', unit: 'Wh', context: 'Sample.Clock' },
            ],
          },
        ],
      ],
    ]);
    const [{ transactionData }] = bench.of('StopTransaction') as [
      { transactionData: { sampledValue: { value: string; context: string }[] }[] },
    ];
    assert.deepEqual(
      transactionData.flatMap(({ sampledValue }) => sampledValue.map(({ value, context }) => [context, value])),
      [
        ['Transaction.Begin', '1000'],
        ['Sample.Periodic', '1000'],
        ['Transaction.End', '1100'],
      ],
    );
  });
});
