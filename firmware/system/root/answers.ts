import type { RootProgress, RootRequest } from '../../domain/box.ts';
import { NetwachtError } from '../../domain/errors.ts';
import type { Installer } from './installer.ts';
import type { NetworkDesk } from './network-desk.ts';
import type { Restart } from './restart.ts';
import type { TimeDesk } from './time-desk.ts';

export interface Desks {
  readonly installer: Installer;
  readonly network: NetworkDesk;
  readonly time: TimeDesk;
  readonly restart: Restart;
  /** Asks the next start to erase everything. Throws `notPersisted`. */
  readonly requestReset: () => void;
}

/** Each request to the desk that knows it. Nothing else is possible than what stands here. */
export function answerOf(
  desks: Desks,
): (request: RootRequest, tell: (progress: RootProgress) => void) => Promise<object> {
  return async (request, tell) => {
    switch (request.verb) {
      case 'install':
        return install(desks.installer, request, tell);
      case 'network':
        return network(desks.network, request);
      case 'time':
        return request.do === 'get' ? desks.time.get() : desks.time.set(request);
      case 'reset':
        notWhileInstalling(desks.installer);
        desks.requestReset();
        desks.restart.soon();
        return {};
      case 'reboot':
        notWhileInstalling(desks.installer);
        desks.restart.soon();
        return {};
    }
  };
}

function install(
  installer: Installer,
  request: Extract<RootRequest, { verb: 'install' }>,
  tell: (progress: RootProgress) => void,
): Promise<object> {
  switch (request.do) {
    case 'status':
      return installer.status();
    case 'rollback':
      return installer.rollback();
    case 'inspect':
      return installer.inspect(request.file);
    case 'bundle':
      return installer.bundle(request.file, tell);
  }
}

async function network(desk: NetworkDesk, request: Extract<RootRequest, { verb: 'network' }>): Promise<object> {
  switch (request.do) {
    case 'get':
      return desk.get();
    case 'confirm':
      return desk.confirm();
    case 'set':
      return desk.set(request.network);
    case 'listen':
      return desk.listen({ lan: request.lan, han: request.han });
  }
}

/** It would do no harm, but the other slot would be lost. */
function notWhileInstalling(installer: Installer): void {
  if (installer.installing)
    throw new NetwachtError('busy', 'An installation is running; the box is restarted after it');
}
