import type { Clock } from '../../firmware/domain/clock.ts';
import { NetwachtError } from '../../firmware/domain/errors.ts';
import type { LineEntry } from '../../firmware/domain/site/devices.ts';
import type { ContactEvents } from '../contacts/contact-reader.ts';
import { openPulses, type WiredContacts } from '../contacts/open-contacts.ts';
import type { MessageDefinition } from '../definitions/message-schema.ts';
import type { OpenStream } from '../link/byte-stream.ts';
import type { Outbound } from '../link/outbound.ts';
import { serialOpener } from '../link/serial-stream.ts';
import { parseTcpAddress, tcpOpener } from '../link/tcp-stream.ts';
import type { Timers } from '../link/timers.ts';
import type { Credentials } from './http-auth.ts';
import { HttpSource } from './http-source.ts';
import { MqttSource, type MqttSourceOptions } from './mqtt-source.ts';
import { P1Splitter } from './p1-splitter.ts';
import { S0Source } from './s0-source.ts';
import { SmlSplitter } from './sml-splitter.ts';
import type { MakeSource } from './source.ts';
import { TelegramSource } from './telegram-source.ts';

/** How one device is reached, as far as its product needs it. */
export interface SourceWay {
  readonly connector: number;
  /** HTTP: `http://10.0.0.5:80`, and the guard that lets nothing else through. */
  readonly http?: { readonly base: string; readonly outbound: Outbound } | undefined;
  /** MQTT: the broker, and what the product is called there. */
  readonly mqtt?: { readonly join: MqttSourceOptions['join']; readonly topic: string } | undefined;
  /** Telegrams and pulses: the serial line of the site, or `host:port`. */
  readonly line?: LineEntry | undefined;
  readonly address?: string | undefined;
  /** S0: the contact that the meter closes, and how often for a kilowatt-hour. */
  readonly pulses?: { readonly contact: WiredContacts; readonly pulsesPerKwh: number } | undefined;
  /** What the secret that the site names holds now. */
  readonly credentials: () => Credentials | undefined;
  readonly clock: Clock;
  readonly timers: Timers;
}

/** The source that fits a product. Throws NetwachtError `unsupported` where there is none, or no way to it. */
export function sourceFor(definition: MessageDefinition, way: SourceWay): MakeSource {
  if (definition.protocol === 'http' && way.http !== undefined) {
    const options = { ...way, ...way.http, definition };
    return (events) => new HttpSource(options, events);
  }
  if (definition.protocol === 'mqtt' && way.mqtt !== undefined) {
    const options = { ...way, ...way.mqtt, definition };
    return (events) => new MqttSource(options, events);
  }
  if (definition.protocol === 'p1' || definition.protocol === 'sml') {
    const open = streamOf(way);
    const makeSplitter = () => (definition.protocol === 'p1' ? new P1Splitter() : new SmlSplitter());
    if (open !== undefined) return (events) => new TelegramSource({ ...way, open, makeSplitter }, events);
  }
  if (definition.protocol === 's0' && way.pulses !== undefined) {
    const { contact, pulsesPerKwh } = way.pulses;
    const open = (events: ContactEvents) => openPulses(contact, way.timers, events);
    return (events) => new S0Source({ ...way, open, pulsesPerKwh }, events);
  }
  throw new NetwachtError('unsupported', `${definition.id} cannot be reached in this way (${definition.protocol})`);
}

/** A serial line of its own, or a gateway that hands the bytes of one over TCP. */
function streamOf({ line, address, timers }: SourceWay): OpenStream | undefined {
  if (line?.kind === 'serial') return serialOpener(line, timers);
  const target = line?.address ?? address;
  return target === undefined ? undefined : tcpOpener(parseTcpAddress(target), timers);
}
