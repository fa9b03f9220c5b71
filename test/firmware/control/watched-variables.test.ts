import assert from 'node:assert/strict';
import type { ProofCommand } from '../../../firmware/control/proof-desk.ts';
import { watchedChange } from '../../../firmware/control/watched-variables.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { FakeClock } from '../api/fakes.ts';

describe('changes of variables in the proof log', () => {
  const told: { readonly command: ProofCommand; readonly refused: string | undefined }[] = [];
  let code: string | undefined;
  const change = watchedChange(
    {
      change: async () => {
        if (code !== undefined) throw new NetwachtError(code, 'refused');
      },
    },
    { command: (command, refused) => told.push({ command, refused }) },
    new FakeClock(),
  );
  const given = (side: 'lan' | 'channel', name: string, within?: readonly string[]) => ({
    author: { name, side },
    ...{
      replace: false,
      temporary: false,
      values: [
        { name: 'AVAIL', value: 40 },
        { name: 'PWR', expr: '2' },
      ],
    },
    ...(within === undefined ? {} : { within }),
  });
  beforeEach(() => {
    told.length = 0;
    code = undefined;
  });

  it('the local network sets its own variables without a row, and its tries on owned ones get one', async () => {
    await change(given('lan', 'admin'));
    assert.equal(told.length, 0);
    code = 'owned';
    await assert.rejects(change(given('lan', 'admin')), { code: 'owned' });
    assert.deepEqual(
      [told[0]?.command.source, told[0]?.command.values, told[0]?.refused],
      ['lan', [{ name: 'AVAIL', value: 40 }], 'owned'],
    );
    code = 'badFormula';
    await assert.rejects(change(given('lan', 'admin')), { code: 'badFormula' });
    assert.equal(told.length, 1);
  });

  it('an administrator through a gateway gets a row, a channel of variables is told elsewhere', async () => {
    await change(given('channel', 'channel:adm'));
    assert.deepEqual(
      [told[0]?.command.source, told[0]?.command.role, told[0]?.refused],
      ['channel:adm', 'administrator', undefined],
    );
    await change(given('channel', 'channel:emt1', ['AVAIL']));
    assert.equal(told.length, 1);
  });
});
