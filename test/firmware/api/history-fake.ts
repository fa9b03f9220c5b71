import { Readable } from 'node:stream';
import type { HistoryPort } from '../../../firmware/api/history-port.ts';

/** Answers with what it was asked. */
export class FakeHistory implements HistoryPort {
  readonly asked: unknown[] = [];
  refuse: Error | undefined;

  text(question: Parameters<HistoryPort['text']>[0]): Promise<Readable> {
    if (this.refuse !== undefined) return Promise.reject(this.refuse);
    this.asked.push(question);
    return Promise.resolve(Readable.from([JSON.stringify({ series: [] })]));
  }
}
