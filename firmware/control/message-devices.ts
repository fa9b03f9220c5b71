import { networkInterfaces } from 'node:os';
import type { MessageDefinition, MqttDefinition } from '../../drivers/definitions/message-schema.ts';
import { createOutbound, systemResolve } from '../../drivers/link/outbound.ts';
import { systemTimers } from '../../drivers/link/timers.ts';
import type { Credentials } from '../../drivers/messages/http-auth.ts';
import { keptAddresses } from '../../drivers/messages/kept-addresses.ts';
import { createMessageDevice } from '../../drivers/messages/message-device.ts';
import { MqttBrokers } from '../../drivers/messages/mqtt-brokers.ts';
import { type SourceWay, sourceFor } from '../../drivers/messages/open-source.ts';
import type { Clock } from '../domain/clock.ts';
import type { Device } from '../domain/device.ts';
import type { BrokerEntry, DeviceConfig } from '../domain/site/devices.ts';
import { parseHttpAddress, urlOf } from '../domain/site/http-address.ts';
import { driverSettings, type MessageWay } from './device-set.ts';

export interface MessageDevicesOptions {
  readonly clock: Clock;
  /** Names of the interfaces towards a Smart Meter Gateway, as they are at the moment. */
  readonly hanInterfaces: () => readonly string[];
  /** True only where the program itself is bound to loopback (demo, tests). */
  readonly loopbackAllowed: boolean;
  /** What a secret of this name holds now. */
  readonly credentials: (name: string | undefined) => Credentials | undefined;
}

/** Makes the devices that speak in messages, each with its own way to its product. Throws NetwachtError `unsupported`. */
export function messageDevices(options: MessageDevicesOptions) {
  const { clock } = options;
  const brokers = new MqttBrokers(systemTimers);
  return (config: DeviceConfig, definition: MessageDefinition, { line, broker }: MessageWay): Device => {
    const way: SourceWay = {
      connector: config.connector ?? 1,
      ...{ line, address: config.address },
      http: definition.protocol === 'http' ? httpWay(config, options) : undefined,
      mqtt: definition.protocol === 'mqtt' ? mqttWay(config, definition, broker, brokers, options) : undefined,
      pulses: definition.protocol === 's0' ? pulseWay(config) : undefined,
      credentials: () => options.credentials(config.secret),
      ...{ clock, timers: systemTimers },
    };
    return createMessageDevice({
      config: driverSettings(config),
      ...{ definition, clock, makeSource: sourceFor(definition, way) },
    });
  };
}

/** A guard of the device's own: it lets through to what the site names, exactly, and to nothing else. */
function httpWay(
  { address = '' }: DeviceConfig,
  { clock, hanInterfaces, loopbackAllowed }: MessageDevicesOptions,
): SourceWay['http'] {
  const target = parseHttpAddress(address);
  if (target === undefined) return undefined;
  const outbound = createOutbound({
    allowed: () => [target],
    interfaces: networkInterfaces,
    ...{
      hanInterfaces,
      loopbackAllowed,
      timers: systemTimers,
      resolve: keptAddresses(systemResolve, clock),
      trusted: undefined,
    },
  });
  return { base: urlOf(target), outbound };
}

const usualPulsesPerKwh = 1000;

function pulseWay({ contact, pulsesPerKwh = usualPulsesPerKwh }: DeviceConfig): SourceWay['pulses'] {
  if (contact === undefined) return undefined;
  if (contact.kind === 'serial') {
    const { kind, path, line } = contact;
    return { contact: { kind, path, lines: [line] }, pulsesPerKwh };
  }
  const { kind, chip, line, bias } = contact;
  return { contact: { kind, chip, lines: [line], bias }, pulsesPerKwh };
}

function mqttWay(
  { topic }: DeviceConfig,
  { defaults }: MqttDefinition,
  broker: BrokerEntry | undefined,
  brokers: MqttBrokers,
  { credentials }: MessageDevicesOptions,
): SourceWay['mqtt'] {
  if (broker === undefined) return undefined;
  const { address, tls, pin, secret } = broker;
  return {
    topic: topic ?? defaults?.topic ?? '',
    join: (listener) =>
      brokers.join(
        JSON.stringify([address, tls, pin, secret]),
        { address, tls, pin },
        () => credentials(secret),
        listener,
      ),
  };
}
