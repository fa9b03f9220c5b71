import { SerialPort } from 'serialport';
import type { ByteStream, OpenStream } from './byte-stream.ts';
import { type Timers, wait } from './timers.ts';

/** How a serial port is set. */
export interface SerialSettings {
  readonly path: string;
  readonly baudRate: number;
  readonly parity: 'none' | 'even' | 'odd';
  readonly dataBits: 7 | 8;
  readonly stopBits: 1 | 2;
}

/** An adapter that was pulled out may never report that it closed. */
const closeMs = 1_000;

/** Bits on the wire per character: start, data, parity, stop. */
export function bitsPerCharacter(settings: SerialSettings): number {
  return 1 + settings.dataBits + (settings.parity === 'none' ? 0 : 1) + settings.stopBits;
}

/** Opens one serial port; it is locked while open, so the old one closes before the next opens. */
export function serialOpener(settings: SerialSettings, timers: Timers): OpenStream {
  return (events) =>
    new Promise((resolve, reject) => {
      const { path, baudRate, parity, dataBits, stopBits } = settings;
      const port = new SerialPort({ path, baudRate, parity, dataBits, stopBits, autoOpen: false });
      let failure: Error | undefined;
      port.on('data', (bytes: Buffer) => events.onBytes(bytes));
      port.on('error', (error) => {
        failure = error;
      });
      port.once('close', (error?: Error | null) => events.onLost(error ?? failure ?? new Error('the port closed')));
      port.open((error) => {
        if (error) reject(error);
        else resolve(streamOf(port, timers));
      });
    });
}

function streamOf(port: SerialPort, timers: Timers): ByteStream {
  const closed = new Promise<void>((resolve) => port.once('close', () => resolve()));
  return {
    write: (bytes) => {
      port.write(bytes);
    },
    close: () => {
      if (port.isOpen && !port.closing) port.close();
      return port.isOpen ? Promise.race([closed, wait(timers, closeMs)]) : Promise.resolve();
    },
  };
}
