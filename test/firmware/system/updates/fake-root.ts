import type { RootRequest, SlotFacts } from '../../../../firmware/domain/box.ts';
import { NetwachtError } from '../../../../firmware/domain/errors.ts';
import type { RootAsker } from '../../../../firmware/system/root-answers.ts';

type Answer = object | NetwachtError | (() => Promise<object>);

export const slotA: SlotFacts = { slot: 'A', running: true, version: '1.0.0', state: 'good', confirmed: true };
export const slotB: SlotFacts = { slot: 'B', running: false, version: null, state: 'empty', confirmed: false };

/** A root service that answers what a test says; by default it takes everything. */
export class FakeRoot implements RootAsker {
  readonly asked: RootRequest[] = [];
  slots: readonly SlotFacts[] = [slotA, slotB];
  installing = false;
  readonly answers = new Map<string, Answer>([
    ['inspect', { bundle: { version: '1.1.0', target: 'cm4-arm64', builtAt: null, changes: 'Faster' } }],
    ['bundle', { slot: 'B', version: '1.1.0' }],
    ['rollback', { slot: 'B', version: '0.9.0' }],
    ['reboot', {}],
    ['reset', {}],
    ['listen', {}],
  ]);

  readonly ask: RootAsker['ask'] = async (question, options) => {
    this.asked.push(question);
    const name = 'do' in question ? question.do : question.verb;
    if (name === 'bundle') options?.onProgress?.({ percent: 40, message: 'Copying' });
    const answer = this.answers.get(name === 'get' || name === 'set' ? question.verb : name);
    if (answer instanceof NetwachtError) throw answer;
    if (typeof answer === 'function') return answer();
    return answer ?? { slots: this.slots, installing: this.installing };
  };

  refuse(what: string, code: string): void {
    this.answers.set(what, new NetwachtError(code, `The root service says ${code}.`));
  }

  said = (): string[] =>
    this.asked.map((question) => ('do' in question ? `${question.verb} ${question.do}` : question.verb));
}
