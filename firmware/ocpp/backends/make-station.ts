import type { Timers } from '../../../drivers/link/timers.ts';
import type { Clock } from '../../domain/clock.ts';
import type { BackendDocument } from '../../domain/ocpp-documents.ts';
import type { OcppStore } from '../../store/ocpp/ocpp-store.ts';
import type { OcppDocumentsStore } from '../../store/ocpp-documents.ts';
import type { MessageLog } from '../message-log/message-log.ts';
import type { Place } from '../ports.ts';
import type { Stamps } from '../queue/stamps.ts';
import type { MakeDialect } from '../station/dialect.ts';
import { Station } from '../station/station.ts';
import type { StationLog } from '../station/station-parts.ts';
import type { ToldFault } from '../transport/client.ts';
import type { ClientIdentity, StreamOpener } from '../transport/stream-opener.ts';
import type { OcppVersion } from '../version.ts';
import type { KeptProfiles } from './kept-profile.ts';
import type { RunningStation } from './running-station.ts';
import type { StationCertificates } from './station-certificates.ts';
import { planName, type StationPlan } from './station-plans.ts';
import type { StationSecrets } from './station-secrets.ts';

export interface StationMakerOptions {
  /** The charge points of a station as its backend sees them, in the order of their connectors. */
  readonly places: (plan: StationPlan) => readonly Place[];
  /** The password of a secret of this name. */
  readonly password: (secret: string) => string | undefined;
  readonly identityOf: (certificate: string) => ClientIdentity | undefined;
  readonly network: StreamOpener;
  readonly throughChannel: (channel: string) => StreamOpener;
  readonly dialects: Readonly<Partial<Record<OcppVersion, MakeDialect>>>;
  readonly store: OcppStore;
  readonly documents: OcppDocumentsStore;
  readonly stamps: Stamps;
  readonly profiles: KeptProfiles;
  readonly secrets: StationSecrets;
  readonly certificates: StationCertificates;
  /** A backend has given a station another password: it has to be made anew, once that is answered. */
  readonly onSecret: () => void;
  readonly messages: MessageLog;
  readonly clock: Clock;
  readonly timers: Timers;
  /** In [0, 1). */
  readonly random: () => number;
  readonly log: StationLog;
}

/** Makes stations by their plans, of either version. */
export const stationMaker =
  (options: StationMakerOptions) =>
  (plan: StationPlan): RunningStation => {
    const { backend, stationId, document } = plan;
    const {
      store,
      documents,
      stamps,
      clock,
      timers,
      random,
      log,
      dialects,
      messages,
      profiles,
      secrets,
      certificates,
    } = options;
    const name = planName(plan);
    const { certificate, channel } = document;
    const base = baseOf(document, options.password);
    const chosen = () => (certificate === undefined ? undefined : options.identityOf(certificate));
    /** The certificate of the try that goes on or of the connection that stands. */
    let shownPem = '';
    let lastFault: ToldFault | undefined;
    const station = new Station({
      ...{ backend, places: options.places(plan), store, documents, stamps, clock, timers, random, dialects },
      connection: {
        ...{ url: document.url, stationId, versions: [document.version], insecure: document.insecure },
        leastProfile: profiles.of(name),
        secret: secrets.of(name, base),
        identity:
          certificate === undefined
            ? undefined
            : () => {
                const identity = certificates.identityOf(name, chosen());
                shownPem = identity?.certificatePem ?? '';
                return identity;
              },
        ca: document.caPem,
        streams: channel === undefined ? options.network : options.throughChannel(channel),
      },
      settings: { webSocketPingS: document.pingS },
      defaultTag: document.defaultTag,
      clientKeys: certificate === undefined ? undefined : certificates.keysOf(name, chosen),
      onState: ({ link }) => {
        if (link.kind === 'connected') {
          profiles.had(name, link.profile);
          certificates.proved(name, chosen(), shownPem);
        } else if (link.kind === 'waiting' && link.lastFault !== undefined && link.lastFault !== lastFault) {
          lastFault = link.lastFault;
          certificates.failed(name, chosen(), shownPem, lastFault);
        }
      },
      async onSecret(secret) {
        const kept = secrets.set(name, base, secret);
        if (kept) options.onSecret();
        return kept;
      },
      observe: (message) => messages.add({ side: 'backend', backend, station: stationId }, message),
      log,
    });
    return {
      start: () => station.start(),
      stop(how) {
        station.close(how !== 'paused', how === 'gone');
        if (how === 'gone') certificates.forget(name);
      },
      again: (reason) => station.connectAgain(reason),
      link: () => station.state().link,
      get accepted() {
        return station.state().standing === 'accepted';
      },
      get waiting() {
        return station.state().waiting;
      },
      authority: station.authority,
      health: () => station.state().health,
      clockSet: () => station.clockSet(),
    };
  };

/** The password of a document; one that is named and not there any more is none that would fit. */
const baseOf = ({ secret }: BackendDocument, password: StationMakerOptions['password']): string | undefined =>
  secret === undefined ? undefined : (password(secret) ?? '');

/** All that a station is made from beside its plan: when it changes, the station is made anew. */
export const madeFrom =
  ({ password, identityOf, secrets }: Pick<StationMakerOptions, 'password' | 'identityOf' | 'secrets'>) =>
  (plan: StationPlan): string => {
    const { document } = plan;
    const { certificate } = document;
    return JSON.stringify([
      secrets.of(planName(plan), baseOf(document, password)) ?? null,
      certificate === undefined ? null : (identityOf(certificate)?.certificatePem ?? null),
    ]);
  };
