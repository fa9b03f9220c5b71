import { readSite } from '../../firmware/domain/site/check.ts';
import { contractSite, knowledge } from '../firmware/domain/site/documents.ts';
import type { FakeRoute } from './fake-box.ts';

/** The site document of a scripted box: checked by the firmware's own rules, with versions as the box keeps them. */
export class FakeSite {
  document: Record<string, unknown>;
  #version = 1;
  /** What came by PUT, in order, also what was refused. */
  readonly puts: Record<string, unknown>[] = [];

  constructor(document: Record<string, unknown> = contractSite()) {
    this.document = document;
  }

  get etag(): string {
    return `v${this.#version}`;
  }

  /** Somebody else saves. */
  change(edit: (document: Record<string, unknown>) => Record<string, unknown>): void {
    this.document = edit(structuredClone(this.document));
    this.#version += 1;
  }

  circuit(id: string): Record<string, unknown> | undefined {
    return (this.document.circuits as Record<string, unknown>[]).find((one) => one.id === id);
  }

  routes(): Record<string, FakeRoute> {
    return {
      'GET /api/v1/site': () => [200, this.document, { etag: `"${this.etag}"` }],
      'PUT /api/v1/site': (body, { headers }) => {
        this.puts.push(body);
        const faults = faultsOf(body);
        if (faults[0] !== undefined) return [400, faults[0]];
        if (headers['if-match'] !== undefined && headers['if-match'] !== `"${this.etag}"`)
          return [412, { error: 'conflict', message: 'the site was changed by somebody else' }];
        this.change(() => body);
        return [200, { ok: true, etag: this.etag }, { etag: `"${this.etag}"` }];
      },
      'GET /api/v1/formulas/names': () => [
        200,
        { names: [{ name: 'AVAIL', unit: '', says: 'a variable' }], functions: [] },
      ],
      'POST /api/v1/formulas/check': () => [200, { ok: true, names: ['AVAIL'], value: 4000, missing: [] }],
      'POST /api/v1/site/check': (body) => {
        const faults = faultsOf(body);
        return [200, { ok: faults.length === 0, faults }];
      },
    };
  }
}

function faultsOf(document: unknown) {
  const result = readSite(document, knowledge);
  return result.ok
    ? []
    : result.faults.map(({ code, message, path }) => ({
        error: code,
        message,
        ...(path === undefined ? {} : { path }),
      }));
}
