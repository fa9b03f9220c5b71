import type { Clock } from '../domain/clock.ts';
import { variableKey } from '../domain/variable.ts';
import { reading } from './reading.ts';
import type { ReleasedVariable, StoredDocument } from './tables/gateway.ts';
import type { Writer } from './writer.ts';

/** The gateway of the house, its channels, and the variables that were taken back from them. */
export interface GatewayStore {
  gateway(): StoredDocument | undefined;
  putGateway(document: unknown): void;
  channels(): readonly (StoredDocument & { readonly id: string })[];
  putChannel(id: string, document: unknown): void;
  removeChannel(id: string): void;
  /** They end with the channel's next write: see `VariableWrite.endReleases`. */
  released(): readonly ReleasedVariable[];
  release(name: string, who: string): void;
}

/** The gateway behind a writer. */
export function gatewayStore(writer: Writer, clock: Clock): GatewayStore {
  return {
    gateway: () => reading(() => writer.tables.gateway.gateway()),
    putGateway(document) {
      const atMs = clock.wallMs();
      writer.change('gateway', (tables) => tables.gateway.putGateway(JSON.stringify(document), atMs));
    },
    channels: () => reading(() => writer.tables.gateway.channels()),
    putChannel(id, document) {
      const atMs = clock.wallMs();
      writer.change('channels', (tables) => tables.gateway.putChannel(id, JSON.stringify(document), atMs));
    },
    removeChannel: (id) => writer.change('channels', (tables) => tables.gateway.removeChannel(id)),
    released: () => reading(() => writer.tables.gateway.released()),
    release(name, who) {
      const row = { key: variableKey(name), who, atMs: clock.wallMs() };
      writer.change('released variables', (tables) => tables.gateway.release(row));
    },
  };
}
