import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, TLSSocket, type Server as TlsServer } from 'node:tls';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { OcppVersion } from '../version.ts';
import type { Admission, Presented } from './admission.ts';
import { ArrivalPace } from './arrival-pace.ts';
import { readBasic } from './basic.ts';
import { endWith } from './certificate-end.ts';
import { clientCertificateOf } from './client-certificate.ts';
import { type ConnectedStation, ConnectedStations } from './connected-stations.ts';
import { whenFirstByte } from './first-byte.ts';
import { HalfOpen } from './half-open.ts';
import { Judge } from './judge.ts';
import { refuseUpgrade } from './refused-upgrade.ts';
import { type ServerLimits, usualLimits } from './server-limits.ts';
import {
  addressOf,
  handshakeRefusal,
  notJudged,
  portTrouble,
  type Refused,
  refusals,
  type ServerRefusal,
  serverRefusal,
  tooManyConnections,
  tooSlow,
} from './server-refusal.ts';
import { type CertificatePair, serverTls } from './server-tls.ts';
import { stationIdOf } from './station-id.ts';
import { chosenVersion, versionOf } from './subprotocol.ts';
import { upgradeServer } from './upgrade-server.ts';
import { webSocketLimits } from './web-socket-limits.ts';
import { WebSocketLink } from './web-socket-link.ts';

/** What may change while the server runs. */
export interface ServerSettings {
  /** `detect`: TLS and plain on one port, the first byte decides. */
  readonly tls: 'off' | 'detect' | 'on';
  /** Needed unless TLS is off; without it every TLS connection is refused. */
  readonly pair: CertificatePair | undefined;
  /** Authorities of the charge points' certificates, PEM; undefined: no certificate is asked for. */
  readonly clientCa: string | undefined;
  /** Revocation lists of those authorities, PEM: when there is one, each needs one. */
  readonly clientCrl?: string | undefined;
}

export interface ChargePointServerOptions extends ServerSettings {
  /** Whether a charge point may come; `admit` (admission.ts) judges by what is configured of it. */
  readonly authenticate: (presented: Presented) => Admission | Promise<Admission>;
  /** A charge point was let in; its earlier connection, if any, has just been ended. */
  readonly onStation: (station: ConnectedStation) => void;
  readonly onRefused: (refusal: ServerRefusal) => void;
  /** Of one charge point, ms; 0 = none. */
  readonly pingEveryMs: (stationId: string) => number;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly limits?: Partial<ServerLimits>;
}

/** What lies between TCP and the limits of this file: sockets that are just being displaced. */
const spareSockets = 64;

/**
 * The door for charge points: WebSockets of OCPP-J, plain and TLS on one port. Who comes is judged before anything is
 * exchanged with him, and whoever is not let in keeps nobody else out.
 */
export class ChargePointServer {
  readonly #options: ChargePointServerOptions;
  readonly #limits: ServerLimits;
  readonly #listener: Server;
  readonly #http: HttpServer;
  readonly #webSockets: WebSocketServer;
  readonly #versions = new WeakMap<IncomingMessage, OcppVersion>();
  readonly #stations = new ConnectedStations();
  readonly #judge: Judge;
  readonly #connections: ArrivalPace;
  readonly #halfOpen: HalfOpen;
  #settings: ServerSettings;
  #tls: TlsServer | undefined;

  constructor(options: ChargePointServerOptions) {
    this.#options = options;
    this.#limits = { ...usualLimits, ...options.limits };
    this.#halfOpen = new HalfOpen(options.timers, this.#limits);
    this.#connections = new ArrivalPace(options.clock, this.#limits.connections);
    this.#judge = new Judge({ ...options, arrivals: this.#limits.arrivals });
    this.#settings = options;
    this.#http = this.#makeHttp();
    this.#webSockets = new WebSocketServer({
      ...webSocketLimits,
      ...{ noServer: true, clientTracking: false },
      handleProtocols: (offered, request) => {
        const version = this.#versions.get(request);
        // As the charge point spelt it.
        return [...offered].find((name) => version !== undefined && versionOf(name) === version) ?? false;
      },
    });
    this.#listener = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000 }, (socket) =>
      this.#take(socket),
    );
    this.#listener.maxConnections = this.#limits.stations + this.#limits.halfOpen + spareSockets;
    this.#tls = this.#makeTls(options);
  }

  /** Resolves with the port, the chosen one for port 0. Rejects when it cannot be opened. */
  listen(
    at: { readonly host?: string; readonly port: number } | { readonly fd: number },
  ): Promise<{ readonly port: number }> {
    return new Promise((resolve, reject) => {
      this.#listener.once('error', reject);
      this.#listener.listen(at, () => {
        this.#listener.off('error', reject);
        // Such as no more file descriptors: those who are connected stay.
        this.#listener.on('error', (error) => this.#refused('', undefined, portTrouble(error)));
        const bound = this.#listener.address();
        resolve({ port: typeof bound === 'object' && bound !== null ? bound.port : 0 });
      });
    });
  }

  /** For connections from now on; those that the new settings would not take are ended. Throws where they cannot be used. */
  reconfigure(settings: ServerSettings): void {
    const { tls, clientCa, clientCrl } = settings;
    const trusts = this.#settings.clientCa === clientCa && this.#settings.clientCrl === clientCrl;
    // Throws where they cannot be used; then all stays as it was.
    this.#tls = this.#makeTls(settings);
    this.#settings = settings;
    for (const { link, tls: secure, certificate } of this.#stations.all())
      if ((tls === 'on' && secure === undefined) || (tls === 'off' && secure !== undefined))
        link.close(1001, 'the TLS setting of this box has changed');
      else if (certificate !== undefined && !trusts) link.close(1001, 'certificates are judged anew');
  }

  /** What is configured of charge points has changed: nobody waits for tries that failed before. */
  forgetFailures(): void {
    this.#judge.forgetFailures();
  }

  /** Those who are connected. */
  stations(): readonly ConnectedStation[] {
    return this.#stations.all();
  }

  /** Connections that are open: let in, and not yet. */
  load(): { readonly stations: number; readonly halfOpen: number } {
    return { stations: this.#stations.size, halfOpen: this.#halfOpen.size };
  }

  station(stationId: string): ConnectedStation | undefined {
    return this.#stations.find(stationId);
  }

  /** Ends all connections and frees the port. */
  async close(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.#listener.close(() => resolve());
    });
    for (const { link } of this.#stations.all()) link.close(1001, 'this box ends its OCPP server');
    this.#halfOpen.destroyAll();
    await closed;
  }

  #makeHttp(): HttpServer {
    return upgradeServer({
      onPlain: (socket, url) => {
        this.#halfOpen.told(socket);
        this.#refused(addressOf(socket), stationIdOf(url), refusals.noWebSocket);
      },
      onBad: (socket, isHttp) => {
        this.#halfOpen.told(socket);
        if (!isHttp) this.#refused(addressOf(socket), undefined, refusals.badRequest);
      },
      onUpgrade: (request, socket, head) => {
        this.#halfOpen.told(socket);
        this.#arrive(request, socket, head).catch((error: unknown) => {
          this.#refused(addressOf(socket), undefined, notJudged(error));
          socket.destroy();
        });
      },
    });
  }

  #makeTls({ tls, pair, clientCa, clientCrl }: ServerSettings): TlsServer | undefined {
    if (tls === 'off' || pair === undefined) return undefined;
    const server = createTlsServer(serverTls(pair, clientCa, clientCrl), (socket) =>
      this.#http.emit('connection', socket),
    );
    server.on('tlsClientError', (error, socket) => {
      const refused = handshakeRefusal(error);
      if (refused !== undefined) {
        this.#halfOpen.told(socket);
        this.#refused(addressOf(socket), undefined, refused);
      }
      socket.destroy();
    });
    return server;
  }

  #take(socket: Socket): void {
    socket.on('error', () => undefined);
    const address = addressOf(socket);
    if (this.#connections.waitMs(address) > 0) {
      this.#refused(address, undefined, tooManyConnections);
      socket.destroy();
      return;
    }
    let handshaking = false;
    this.#halfOpen.add(
      socket,
      address,
      () => this.#refused(address, undefined, tooSlow(this.#limits.handshakeMs)),
      () => {
        if (handshaking) this.#refused(address, undefined, refusals.hungUp);
      },
    );
    whenFirstByte(socket, (speaks) => {
      const { tls } = this.#settings;
      if (speaks === 'plain' && tls === 'on') {
        this.#refused(address, undefined, refusals.tlsOnly);
        refuseUpgrade(socket, 426, { body: 'This port speaks TLS only (wss://).' });
      } else if (speaks === 'plain') this.#http.emit('connection', socket);
      else if (this.#tls !== undefined) {
        handshaking = true;
        this.#tls.emit('connection', socket);
      } else {
        this.#refused(address, undefined, tls === 'off' ? refusals.tlsOff : refusals.noServerCertificate);
        socket.destroy();
      }
    });
  }

  async #arrive(request: IncomingMessage, socket: Socket, head: Buffer): Promise<void> {
    const address = addressOf(socket);
    const stationId = stationIdOf(request.url ?? '');
    if (stationId === undefined) {
      this.#refused(address, undefined, refusals.noStationId);
      refuseUpgrade(socket, 404);
      return;
    }
    const basic = readBasic(request.headers.authorization);
    const secure = socket instanceof TLSSocket ? socket : undefined;
    const presented: Presented = {
      ...{ stationId, address, tls: secure !== undefined },
      user: basic?.user,
      password: basic?.password,
      certificate: secure && clientCertificateOf(secure),
    };
    const verdict = await this.#judge.judge(presented);
    if (verdict !== undefined) {
      this.#refused(address, stationId, verdict.refused);
      refuseUpgrade(socket, verdict.status, verdict);
      return;
    }
    if (!this.#hasRoom(stationId, address)) {
      this.#refused(address, stationId, refusals.full);
      refuseUpgrade(socket, 503, { retryAfterS: 60 });
      return;
    }
    // It may have gone meanwhile.
    if (socket.destroyed) return;
    const version = chosenVersion(request.headers['sec-websocket-protocol']);
    if (version !== undefined) this.#versions.set(request, version);
    this.#webSockets.handleUpgrade(request, socket, head, (webSocket) => {
      this.#halfOpen.done(socket);
      this.#letIn(webSocket, version, presented, secure);
    });
  }

  #letIn(
    webSocket: WebSocket,
    version: OcppVersion | undefined,
    { stationId, address, certificate }: Presented,
    secure: TLSSocket | undefined,
  ): void {
    const { timers, clock, pingEveryMs, onStation } = this.#options;
    const link = new WebSocketLink(webSocket, { timers, pingEveryMs: pingEveryMs(stationId) });
    if (certificate !== undefined) endWith(certificate, link, { clock, timers });
    if (version === undefined) {
      // OCPP-J 1.6 3.3: the handshake is completed without a subprotocol, and then the connection is closed.
      this.#refused(address, stationId, refusals.wrongSubprotocol);
      link.close(1002, 'no subprotocol of OCPP that is spoken here');
      return;
    }
    const tls = secure && { version: secure.getProtocol() ?? '', cipher: secure.getCipher().name };
    onStation(this.#stations.add({ stationId, version, link, address, tls, certificate, sinceMs: clock.wallMs() }));
  }

  /** One that comes back takes its own place. */
  #hasRoom(stationId: string, address: string): boolean {
    if (this.#stations.find(stationId) !== undefined) return true;
    const { stations, stationsPerSource } = this.#limits;
    return this.#stations.size < stations && this.#stations.from(address) < stationsPerSource;
  }

  #refused(address: string, stationId: string | undefined, refused: Refused): void {
    this.#options.onRefused(serverRefusal(refused, { atMs: this.#options.clock.wallMs(), address, stationId }));
  }
}
