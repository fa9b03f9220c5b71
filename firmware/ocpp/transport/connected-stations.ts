import type { OcppVersion } from '../version.ts';
import type { ClientCertificate } from './client-certificate.ts';
import type { WebSocketLink } from './web-socket-link.ts';

/** A charge point that has been let in. */
export interface ConnectedStation {
  readonly stationId: string;
  readonly version: OcppVersion;
  /** Listen to it before the next turn of the event loop. Its `pingEvery(ms)` changes the pings. */
  readonly link: WebSocketLink;
  readonly address: string;
  readonly tls: { readonly version: string; readonly cipher: string } | undefined;
  readonly certificate: ClientCertificate | undefined;
  /** Wall ms. */
  readonly sinceMs: number;
  /** Its earlier connection that this one has ended: there may be two charge points of one id. */
  readonly displaced: { readonly address: string; readonly sinceMs: number } | undefined;
}

/** The charge points that are connected, one connection each. */
export class ConnectedStations {
  readonly #stations = new Map<string, ConnectedStation>();

  get size(): number {
    return this.#stations.size;
  }

  find(stationId: string): ConnectedStation | undefined {
    return this.#stations.get(stationId);
  }

  all(): readonly ConnectedStation[] {
    return [...this.#stations.values()];
  }

  from(address: string): number {
    return this.all().filter((station) => station.address === address).length;
  }

  /** Ends an earlier connection of the same charge point; the caller has made sure that it is the same one (S28). */
  add(station: Omit<ConnectedStation, 'displaced'>): ConnectedStation {
    const earlier = this.#stations.get(station.stationId);
    const added = { ...station, displaced: earlier && { address: earlier.address, sinceMs: earlier.sinceMs } };
    this.#stations.set(station.stationId, added);
    station.link.onClose(() => {
      if (this.#stations.get(station.stationId) === added) this.#stations.delete(station.stationId);
    });
    earlier?.link.close(1008, 'this charge point has connected anew');
    return added;
  }
}
