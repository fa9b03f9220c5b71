import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { CheckRequest, CheckResult } from '../../firmware/domain/check.ts';
import { authorization, Box, type Document, quickTiming } from './box.ts';
import { carsDraw, heldA } from './registers.ts';

/** E2 is wired L2L3L1; who entered it did not look. The meter's transformers count the other way round than entered. */
const edit = (site: Document): Document => ({
  ...site,
  timing: { ...quickTiming, minOnS: 1 },
  devices: (site.devices as readonly Document[]).map((device) =>
    device.id === 'E2' ? { ...device, phases: 'L1L2L3' } : device.id === 'M1' ? { ...device, factor: -1 } : device,
  ),
});

/** A check takes two to ten minutes, for cars take their time: only with NETWACHT_SLOW_TESTS=1. */
const inFullTime = process.env.NETWACHT_SLOW_TESTS === '1' ? it : it.skip;

describe('commissioning checks over sockets', function () {
  this.timeout(700_000);
  let box: Box;

  before(async () => {
    box = await Box.open({ edit });
    await box.waitFor('all cars charge', (look) => carsDraw(look.plant) && heldA(look.plant).every(([, a]) => a > 8));
  });
  after(() => box?.close());

  const start = async (request: CheckRequest): Promise<string> => {
    const { status, json, text } = await box.post('/api/v1/checks', request);
    assert.equal(status, 201, text);
    return (json as CheckResult).id;
  };
  const read = async (id: string) => (await box.get(`/api/v1/checks/${id}`)).json as CheckResult;
  const finished = async (id: string): Promise<CheckResult> => {
    for (;;) {
      const result = await read(id);
      if (result.status !== 'running') return result;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  };

  it('hold the other cars at their minimum while one is stepped, and let go at the end', async () => {
    const id = await start({ kind: 'wiring', device: 'E2' });
    await box.waitFor('the others hold 6 A', ({ plant }) =>
      heldA(plant).every(([point, amperes]) => (point === 'E2' ? amperes > 6 : amperes === 6)),
    );
    const { status, meter, chargePoints } = await read(id);
    assert.deepEqual([status, meter, chargePoints], ['running', 'M1', ['E2']]);
    const ended = await box.ask(`/api/v1/checks/${id}`, { method: 'DELETE', headers: { authorization } });
    assert.equal(ended.status, 204);
    await box.waitFor('all are let go', ({ plant }) => heldA(plant).every(([, amperes]) => amperes > 8));
    assert.equal((await read(id)).code, 'ended');
  });

  inFullTime('find a box that is wired L2L3L1 and entered as L1L2L3', async () => {
    const result = await finished(await start({ kind: 'wiring', device: 'E2' }));
    assert.deepEqual([result.status, result.code], ['found', 'phasesDiffer']);
    assert.deepEqual(result.phases, ['L2', null, null]);
    assert.deepEqual(result.siteChange, { phases: 'L2L3L1' });
  });

  inFullTime('find a meter whose transformers are turned', async () => {
    const result = await finished(await start({ kind: 'meter', device: 'M1' }));
    assert.deepEqual([result.status, result.code], ['found', 'signInverted']);
    assert.deepEqual(result.siteChange, { factor: 1 });
  });
});
