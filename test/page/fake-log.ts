import type { LogLevel, LogLine, RecordingStatus } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

const order: readonly LogLevel[] = ['trace', 'debug', 'info', 'warn', 'error', 'fatal'];

/** The log and the recording of a box, for the fake one. */
export class FakeLogBook {
  lines: LogLine[] = [];
  recording: RecordingStatus = { running: false, since: null, until: null, bytes: 0, ended: null };
  full = false;
  asked: string[] = [];

  constructor() {
    for (let n = 0; n < 30; n += 1) this.say('info', `line ${n}`);
    this.say(
      'warn',
      'M1 does not answer',
      '{"device":"M1","err":"timeout after a very_long_word_that_has_no_gap_in_it_anywhere_at_all"}',
    );
  }

  say(level: LogLevel, message: string, facts = ''): void {
    const seq = this.lines.length + 1;
    const at = new Date(Date.UTC(2026, 0, 2, 3, 0, seq)).toISOString();
    this.lines.push({ ...{ seq, at, level, room: seq % 2 === 0 ? 'control' : '', message, facts } });
  }

  routes(): Record<string, FakeRoute> {
    return {
      'GET /api/v1/log': (_, { query }) => {
        const level = (query.get('level') ?? 'info') as LogLevel;
        this.asked.push(level);
        const lines = this.lines.filter((line) => order.indexOf(line.level) >= order.indexOf(level)).slice(-200);
        return [200, { lines, gone: 0 }];
      },
      'GET /api/v1/diagnosis': () => [200, '{"part":"end"}\n', { 'content-disposition': 'attachment' }],
      'GET /api/v1/recording/status': () => [200, this.recording],
      'GET /api/v1/recording': () => [200, '{"format":"netwacht-replay/1"}\n'],
      'POST /api/v1/recording': (body) => {
        if (this.full) return [503, { error: 'notPersisted', message: 'x' }];
        this.recording =
          body.action === 'start'
            ? {
                ...{ running: true, since: '2026-01-02T03:00:00Z', until: '2026-01-02T04:00:00Z', bytes: 4096 },
                ended: null,
              }
            : { ...this.recording, running: false, ended: 'asked' };
        this.asked.push(JSON.stringify(body));
        return [200, this.recording];
      },
    };
  }
}
