import type { AuditView, BrowserView, TokenView } from '../../firmware/api/shapes.ts';
import type { FakeBox, FakeRoute } from './fake-box.ts';

/** Who comes in and what was done, for the fake box. */
export class FakeAccess {
  box: FakeBox | undefined;
  openReads = false;
  password = 'correct horse';
  browsers: BrowserView[] = [
    {
      ...{ user: 'admin', role: 'administrator', own: true },
      ...{ since: '2026-01-02T02:00:00.000Z', lastUsed: '2026-01-02T03:04:00.000Z' },
    },
    {
      ...{ user: 'admin', role: 'administrator', own: false },
      ...{ since: '2026-01-01T20:00:00.000Z', lastUsed: '2026-01-02T01:00:00.000Z' },
    },
  ];
  tokens: TokenView[] = [
    { name: 'home-automation', role: 'viewer', expires: null },
    { name: 'old-ems', role: 'installer', expires: '2020-05-01T00:00:00.000Z' },
  ];
  readonly audit: AuditView[] = Array.from({ length: 450 }, (_, n) => ({
    ...{ id: 450 - n, at: new Date(Date.UTC(2026, 0, 2, 3, 0) - n * 60_000).toISOString() },
    ...{ who: n % 3 === 0 ? 'admin' : 'channel:emt', what: n === 1 ? '=HYPERLINK("x")' : `site put, ${450 - n}` },
    ...(n === 2 ? { timeUnsynced: true as const } : {}),
  }));

  routes(): Record<string, FakeRoute> {
    return {
      'PUT /api/v1/password': (body) => {
        if (body.current !== this.password) return [400, { error: 'wrongPassword', message: 'x', path: 'current' }];
        if (body.password === '1234567890') return [400, { error: 'weakPassword', message: 'x', path: 'password' }];
        this.password = String(body.password);
        if (this.box !== undefined) {
          this.box.password = this.password;
          this.box.signedIn = false;
        }
        return [204];
      },
      'GET /api/v1/session/browsers': () => [200, this.browsers],
      'DELETE /api/v1/session/browsers': () => {
        this.browsers = this.browsers.filter(({ own }) => own);
        return [204];
      },
      'GET /api/v1/site': () => [200, { name: 'x', openReads: this.openReads }],
      'GET /api/v1/tokens': () => [200, this.tokens],
      'POST /api/v1/tokens': (body) => {
        const made = { ...body } as unknown as TokenView;
        if (this.tokens.some(({ name }) => name === made.name))
          return [409, { error: 'exists', message: 'x', path: 'name' }];
        this.tokens.push(made);
        return [201, { ...made, token: 'nw_canary-token' }];
      },
      'DELETE /api/v1/tokens': (body) => {
        this.tokens = this.tokens.filter(({ name }) => name !== body.name);
        return [204];
      },
      'GET /api/v1/audit': (_, { query }) => {
        const before = Number(query.get('before') ?? Number.MAX_SAFE_INTEGER);
        return [200, this.audit.filter(({ id }) => id < before).slice(0, Number(query.get('limit')))];
      },
    };
  }
}
