import assert from 'node:assert/strict';
import { RulesDesk } from '../../../../firmware/control/charging-rules/rules-desk.ts';
import type { RulesAnswer } from '../../../../firmware/control/messages.ts';
import { Questions } from '../../../../firmware/control/questions.ts';

describe('the desk for how charging rules stand', () => {
  const states = { chargePoint: 'E1', at: '2026-11-28T12:00:00.000Z', off: false, lists: [] };
  let asked = 0;
  let cycle = 1;
  let answer: RulesAnswer | undefined;
  const desk = new RulesDesk({
    host: {
      rules: async () => {
        asked += 1;
        return answer;
      },
      current: () => ({ cycle }),
    },
  });
  beforeEach(() => {
    cycle += 1;
    asked = 0;
    answer = { states };
  });

  it('asks the worker once in a cycle for all who ask', async () => {
    const answers = await Promise.all([desk.states('E1'), desk.states('E1'), desk.states('E1')]);
    assert.deepEqual(answers, [states, states, states]);
    assert.equal(asked, 1);
    cycle += 1;
    await desk.states('E1');
    await desk.states('E2');
    assert.equal(asked, 3);
  });

  it('says what is missing: the charge point, or the loop', async () => {
    answer = { unknown: true };
    await assert.rejects(desk.states('E7'), { code: 'notFound', message: 'there is no charge point E7' });
    cycle += 1;
    answer = undefined;
    await assert.rejects(desk.states('E7'), { code: 'starting' });
  });
});

describe('questions to another thread', () => {
  it('are answered by number, once, or not in time', async () => {
    const questions = new Questions<string>(30);
    const numbers: number[] = [];
    const first = questions.ask((id) => void numbers.push(id));
    const second = questions.ask((id) => void numbers.push(id));
    questions.answer(numbers[1] ?? 0, 'b');
    questions.answer(numbers[0] ?? 0, 'a');
    questions.answer(numbers[0] ?? 0, 'c');
    assert.deepEqual(await Promise.all([first, second]), ['a', 'b']);
    assert.equal(await questions.ask(() => undefined), undefined);
  });
});
