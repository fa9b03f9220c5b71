import type { RestoreDone, RestoreEffect } from '../../firmware/api/shapes.ts';
import type { FakeRoute } from './fake-box.ts';

export const filePassword = 'Harbour 9 lantern moss';

/** The backups of a box, for the fake one. */
export class FakeBackups {
  fileBytes: number | null = null;
  last: RestoreDone | null = null;
  effect: RestoreEffect = {
    ...{ replacesSite: 'Old house', channelsGone: ['emt9'], backendsGone: [], variablesKept: 2, asksForKeys: true },
  };
  refusal: { status: number; error: string; message: string } | undefined;
  readonly made: unknown[] = [];
  readonly restored: unknown[] = [];
  readonly content = {
    ...{ made: '2026-11-01T10:00:00.000Z', version: '0.3.0', box: 'NTW-00112233445566aa', site: 'Kerkstraat 12' },
    counts: { site: 1, variable: 4, channel: 1, pin: 2, key: 1, session: 1231, end: 1 },
  };

  get view() {
    return { fileBytes: this.fileBytes, last: this.last };
  }

  /** What the box tells after its restart. */
  finish(): void {
    this.fileBytes = null;
    this.last = {
      ...{ at: '2026-11-28T12:04:00.000Z', by: 'admin', content: this.content, withKeys: true },
      ...{ sessionsAdded: 1200, sessionsKnown: 31 },
    };
  }

  routes(): Record<string, FakeRoute> {
    return {
      'POST /api/v1/backup': (body) => {
        if (this.refusal !== undefined) return [this.refusal.status, this.refusal];
        this.made.push(body);
        const headers = { 'content-disposition': 'attachment; filename="netwacht-5566aa-20261128-1204.age"' };
        return [200, `age-encryption.org/v1\n${'x'.repeat(300_000)}`, headers];
      },
      'GET /api/v1/restore': () => [200, this.view],
      'DELETE /api/v1/restore': () => {
        this.fileBytes = null;
        return [200, this.view];
      },
      'POST /api/v1/restore': (body) => {
        if (typeof body.bytes === 'number') {
          this.fileBytes = body.bytes;
          return [201, this.view];
        }
        if (this.refusal !== undefined) return [this.refusal.status, this.refusal];
        if (body.password !== filePassword) return [400, { error: 'wrongPassword', message: 'no', path: 'password' }];
        if (body.restore !== true) return [200, { content: this.content, effect: this.effect }];
        this.restored.push(body);
        return [202, { ok: true }];
      },
    };
  }
}
