import { createServer, type Server, type Socket } from 'node:net';
import type { SecureContext } from 'node:tls';
import { certificateTime } from './certificate-time.ts';
import { asFault, ChannelFault } from './channel-fault.ts';
import type { Dialled } from './dial.ts';
import { HandshakePlaces } from './handshake-places.ts';
import type { ChannelSetup } from './messages.ts';
import { peerCertificateOf } from './peer-certificate.ts';
import { peerFault, pinOf } from './peer-check.ts';
import { afterFailure, noTries, type Tries } from './retry.ts';
import type { ChannelSurroundings } from './running-channel.ts';
import { takeTls } from './tls-take.ts';

/** A gateway has one address, now and then two; more are somebody's invention and get no memory to fill. */
const mostPeers = 64;

/** A channel that waits on a port. */
export interface PortMember {
  readonly setup: ChannelSetup;
  readonly pins: ReadonlySet<string>;
  listening(): void;
  /** The port could not be opened; it is tried again after `delayMs`. */
  cannotListen(fault: ChannelFault, delayMs: number): void;
  /** Somebody dialled and was not let in. */
  refused(fault: ChannelFault): void;
  taken(stream: Dialled): void;
}

/** One port on which gateways dial us (HKS4, HKS5). Which channel a gateway belongs to is told by its pinned certificate. */
export class ListenPort {
  readonly #endpoint: ChannelSetup['endpoint'];
  readonly #with: ChannelSurroundings;
  readonly #members = new Set<PortMember>();
  readonly #handshakes = new HandshakePlaces();
  /** How often a peer refused our certificate, by its address: a stranger must not change what the gateway is shown. */
  readonly #refusals = new Map<string, number>();
  #server: Server | undefined;
  #listening = false;
  #tries: Tries = noTries;
  #cancelRetry = (): void => undefined;

  constructor(endpoint: ChannelSetup['endpoint'], surroundings: ChannelSurroundings) {
    this.#endpoint = endpoint;
    this.#with = surroundings;
  }

  /** Throws a ChannelFault of the layer `config` where the channel does not fit to those that are there. */
  join(member: PortMember): void {
    const [first] = this.#members;
    const own = ({ setup }: PortMember) => JSON.stringify(setup.identities);
    if (first !== undefined && own(first) !== own(member)) throw otherCertificate(first, this.#where());
    for (const other of this.#members)
      if ([...member.pins].some((pin) => other.pins.has(pin))) throw samePin(other, this.#where());
    // What cannot be used is told before anybody dials.
    for (const identity of member.setup.identities) this.#with.contexts.of(identity);
    this.#members.add(member);
    if (this.#server === undefined) this.#open();
    else if (this.#listening) member.listening();
  }

  /** Returns true when nobody is left; then the port is closed. */
  leave(member: PortMember): boolean {
    this.#members.delete(member);
    if (this.#members.size > 0) return false;
    this.#cancelRetry();
    this.#server?.close();
    this.#handshakes.endAll();
    return true;
  }

  #open(): void {
    const server = createServer({ allowHalfOpen: true, noDelay: true, ...this.#keepAlive() }, (raw) => this.#take(raw));
    this.#server = server;
    server.on('error', (error: NodeJS.ErrnoException) => {
      if (this.#members.size === 0) return;
      const fault = cannotListen(error, this.#where());
      const { tries, delayMs } = afterFailure(this.#tries, fault, 1, this.#with.random(), this.#with.timing);
      this.#tries = tries;
      for (const member of this.#members) member.cannotListen(fault, delayMs);
      this.#cancelRetry = this.#with.timers.after(delayMs, () => this.#open());
    });
    server.listen(this.#endpoint.port, this.#endpoint.host, () => {
      this.#listening = true;
      this.#tries = noTries;
      for (const member of this.#members) member.listening();
    });
  }

  #take(raw: Socket): void {
    raw.on('error', () => undefined);
    this.#handshakes.take(raw);
    const { timing, timers } = this.#with;
    const peer = raw.remoteAddress ?? '';
    const where = `The gateway that dialled from ${peer}`;
    takeTls(raw, { context: this.#context(peer), where, stepMs: timing.stepMs, timers })
      .then((socket) => {
        this.#handshakes.leave(raw);
        this.#admit(socket);
      })
      .catch((error) => {
        const fault = asFault(error, 'tls');
        if (fault.code === 'ownCertificateRefused') this.#showNext(peer);
        this.#refuse(fault);
      });
  }

  #admit(socket: Dialled['socket']): void {
    const certificate = peerCertificateOf(socket);
    const sha256 = certificate === undefined ? '' : pinOf(certificate);
    const member = [...this.#members].find(({ pins }) => pins.has(sha256));
    const fault = peerFault(certificate, member?.pins ?? new Set(), certificateTime(this.#with.clock));
    if (fault !== undefined || member === undefined) {
      socket.destroy();
      if (fault !== undefined) this.#refuse(fault, member);
      return;
    }
    const tls = { version: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher().name, peerSha256: sha256 };
    member.taken({ socket, tls });
  }

  /** Told to the channel it concerns, or to all where nobody knows. */
  #refuse(fault: ChannelFault, member?: PortMember): void {
    for (const one of member === undefined ? this.#members : [member]) one.refused(fault);
  }

  /** Whoever refuses a certificate of ours is shown the other one when he comes again. */
  #showNext(peer: string): void {
    const refusals = this.#refusals.get(peer) ?? 0;
    if (this.#refusals.size >= mostPeers) this.#refusals.clear();
    this.#refusals.set(peer, refusals + 1);
  }

  #context(peer: string): SecureContext {
    const [first] = this.#members;
    const identities = first?.setup.identities ?? [];
    const identity = identities[(this.#refusals.get(peer) ?? 0) % Math.max(1, identities.length)];
    if (identity === undefined)
      throw new ChannelFault('config', 'noCertificate', 'No certificate of this box is chosen.');
    return this.#with.contexts.of(identity);
  }

  #keepAlive() {
    return { keepAlive: true, keepAliveInitialDelay: this.#with.timing.keepAliveMs };
  }

  #where(): string {
    return `${this.#endpoint.host}:${this.#endpoint.port}`;
  }
}

const otherCertificate = (first: PortMember, where: string): ChannelFault =>
  new ChannelFault(
    'config',
    'otherCertificate',
    `The channel "${first.setup.id}" listens on ${where} with another certificate of this box; one port shows one certificate.`,
  );
const samePin = (other: PortMember, where: string): ChannelFault =>
  new ChannelFault(
    'config',
    'samePin',
    `The channel "${other.setup.id}" on ${where} has the same pinned certificate: the two could not be told apart.`,
  );

function cannotListen(error: NodeJS.ErrnoException, where: string): ChannelFault {
  const why =
    error.code === 'EADDRINUSE'
      ? 'another program uses this port'
      : error.code === 'EADDRNOTAVAIL'
        ? 'this box has no such address'
        : error.code === 'EACCES'
          ? 'ports below 1024 are not open to it'
          : error.message;
  return new ChannelFault('tcp', 'cannotListen', `The box cannot listen on ${where}: ${why}.`, error);
}
