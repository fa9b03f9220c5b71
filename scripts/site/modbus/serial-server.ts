import { SerialPort } from 'serialport';
import { answerRtu, RequestFrames } from './rtu-server.ts';
import type { Wire } from './unit.ts';

/** Serves a bus on a serial port, one end of a pseudo terminal for instance. */
export async function serveSerial(
  wire: Wire,
  options: { readonly path: string; readonly baudRate: number; readonly parity?: 'none' | 'even' | 'odd' },
): Promise<{ close(): Promise<void> }> {
  const port = new SerialPort({ ...options, parity: options.parity ?? 'none', autoOpen: false });
  await new Promise<void>((resolve, reject) => port.open((error) => (error === null ? resolve() : reject(error))));
  const frames = new RequestFrames();
  port.on('data', (chunk: Buffer) => {
    for (const frame of frames.feed(chunk)) {
      const answer = answerRtu(wire, frame);
      if (answer !== undefined) setTimeout(() => port.isOpen && port.write(answer), wire.replyDelayMs);
    }
  });
  return {
    close: () => new Promise((resolve, reject) => port.close((error) => (error === null ? resolve() : reject(error)))),
  };
}
