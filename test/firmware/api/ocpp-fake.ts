import type {
  BackendTest,
  BackendView,
  OcppLogEntry,
  OcppLogQuestion,
  OcppPort,
  OcppServerView,
} from '../../../firmware/api/ocpp-port.ts';
import type { Author } from '../../../firmware/api/ports.ts';
import { NetwachtError } from '../../../firmware/domain/errors.ts';
import { backendSchema, ocppServerSchema } from '../../../firmware/domain/ocpp-documents.ts';

/** OCPP without a socket: keeps what is put, and what it was asked. */
export class FakeOcpp implements OcppPort {
  readonly documents = new Map<string, unknown>();
  readonly calls: unknown[][] = [];
  readonly entries: OcppLogEntry[] = [];
  #server: unknown = {};

  backends = (): readonly BackendView[] => [...this.documents.keys()].map((id) => this.backend(id));

  backend(id: string): BackendView {
    const document = this.documents.get(id);
    if (document === undefined) throw new NetwachtError('notFound', `There is no backend ${id}`);
    return { id, ...backendSchema.parse(document), stationStates: [] };
  }

  putBackend(id: string, document: unknown, author: Author): void {
    const read = backendSchema.safeParse(document);
    if (!read.success)
      throw new NetwachtError('badBackend', 'it does not fit', { path: String(read.error.issues[0]?.path[0]) });
    this.calls.push(['putBackend', id, document, author]);
    this.documents.set(id, document);
  }

  removeBackend(id: string, author: Author): void {
    this.backend(id);
    this.calls.push(['removeBackend', id, author]);
    this.documents.delete(id);
  }

  async testBackend(id: string): Promise<BackendTest> {
    this.backend(id);
    return {
      ok: false,
      stationId: 'E1',
      message: 'The name is not known.',
      layer: 'name',
      code: 'nameNotFound',
      ms: 3,
    };
  }

  server = (): OcppServerView => ({
    ...ocppServerSchema.parse(this.#server),
    ...{ listening: true, port: 19_520, error: null, chargeBoxes: [], seen: [] },
  });

  putServer(document: unknown, author: Author): void {
    ocppServerSchema.parse(document);
    this.calls.push(['putServer', document, author]);
    this.#server = document;
  }

  log(question: OcppLogQuestion): readonly OcppLogEntry[] {
    this.calls.push(['log', question]);
    return this.entries;
  }
}
