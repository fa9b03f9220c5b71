import type { ExchangeTerms, Link, Outcome } from '../../../drivers/link/link.ts';
import { isRead, type ModbusRequest } from '../../../drivers/link/request.ts';
import type { LineTime } from '../link/line-time.ts';

/** A link that answers each request after a time, as the test says. */
export class FakeLink implements Link {
  readonly tellsRepliesApart: boolean;
  echo: 'unknown' | 'none' | 'echoes' = 'none';
  readonly connected = true;
  readonly reconnects = 0;
  readonly strayFrames = 0;
  readonly sent: { request: ModbusRequest; atMs: number }[] = [];
  /** How long the next exchanges take, and how they end. */
  replyMs = 5;
  answer: (request: ModbusRequest) => 'reply' | 'timeout' | number = () => 'reply';
  readonly #time: LineTime;
  #outstanding = 0;

  constructor(time: LineTime, tellsRepliesApart: boolean) {
    this.#time = time;
    this.tellsRepliesApart = tellsRepliesApart;
  }

  /** What was asked, in short: unit, function, address, quantity or values. */
  get log(): string[] {
    return this.sent.map(
      ({ request: r }) => `${r.unitId}/${r.functionCode}/${r.address}/${isRead(r) ? r.quantity : r.values}`,
    );
  }

  exchange(request: ModbusRequest, terms: ExchangeTerms): Promise<Outcome> {
    if (this.#outstanding > 0) throw new Error('two requests at once');
    this.#outstanding += 1;
    const sentAtMs = this.#time.monotonicMs();
    this.sent.push({ request, atMs: sentAtMs });
    const answer = this.answer(request);
    return new Promise((resolve) => {
      this.#time.after(answer === 'timeout' ? terms.timeoutMs : this.replyMs, () => {
        this.#outstanding -= 1;
        resolve(this.#outcome(request, answer, sentAtMs));
      });
    });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #outcome(request: ModbusRequest, answer: 'reply' | 'timeout' | number, sentAtMs: number): Outcome {
    const repliedAtMs = this.#time.monotonicMs();
    if (answer === 'timeout') return { kind: 'unanswered', fault: 'timeout', message: 'no reply in time', sentAtMs };
    if (answer !== 'reply') return { kind: 'exception', code: answer, sentAtMs, repliedAtMs };
    const values = isRead(request) ? Uint16Array.from({ length: request.quantity }, (_, i) => request.address + i) : [];
    return { kind: 'reply', values: Uint16Array.from(values), sentAtMs, repliedAtMs };
  }
}
