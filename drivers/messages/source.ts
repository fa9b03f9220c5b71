import type { DeviceFault, DevicePolls, DeviceTraffic } from '../../firmware/domain/device.ts';
import type { Message } from './message.ts';

/** What a source of messages tells the device that it feeds. */
export interface SourceEvents {
  /** A whole message came. */
  message(message: Message): void;
  /** A request brought nothing, or what came was broken on the way. */
  failed(fault: DeviceFault): void;
  /** The product is known to be gone: its connection broke, or it said goodbye. */
  lost(fault: DeviceFault): void;
  /** Time to wait before the next try while the device is not there; `undefined` while it is. Each call makes it longer. */
  backOffMs(): number | undefined;
}

/**
 * Where the messages of one device come from: asked for (HTTP), sent unasked (MQTT), or a stream (telegrams). It keeps its
 * own time and its own connection; it never throws, and nothing comes out of it once `stop` was called.
 */
export interface MessageSource {
  /** Only where it asks. */
  readonly traffic?: DeviceTraffic;
  readonly polls?: DevicePolls;
  start(): void;
  /** Ends what is open and gives the line free. */
  stop(): Promise<void>;
}

/** Makes the source of a device, not yet started. */
export type MakeSource = (events: SourceEvents) => MessageSource;
