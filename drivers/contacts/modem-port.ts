import { SerialPort } from 'serialport';
import type { ModemLine, ModemPort } from './serial-contacts.ts';

/** What serialport gives on Linux; RI where its driver tells it. */
type PortStatus = Readonly<Partial<Record<ModemLine, boolean>>>;

/** Opens a port for its control lines alone. A pseudo terminal has none: get() then fails. */
export function openModemPort(path: string): Promise<ModemPort> {
  return new Promise((resolve, reject) => {
    const port = new SerialPort({ path, baudRate: 9600, autoOpen: false });
    port.on('error', () => {
      // Every call says its own error; without a listener this one would end the program.
    });
    port.open((error) => {
      if (error) {
        reject(error);
        return;
      }
      resolve({
        get: () =>
          new Promise((done, failed) => {
            port.get((fault: Error | null, status?: PortStatus) => {
              if (fault) failed(fault);
              else done(status ?? {});
            });
          }),
        close: () => {
          if (port.isOpen) port.close();
        },
      });
    });
  });
}
