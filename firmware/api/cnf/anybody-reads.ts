import { anybody } from '../open-reads.ts';
import { type ReadCallParts, readCalls } from './read-calls.ts';

/** What whoever sends no credentials reads where reads are open: without persons. For what is told to everybody (MQTT). */
export function anybodyReads(parts: ReadCallParts): (name: 'get_dev_info' | 'get_params') => unknown {
  const calls = new Map(readCalls(parts));
  const identity = anybody(() => true);
  return (name) =>
    calls.get(name)?.run({
      ...{ method: 'GET', json: () => Promise.resolve({}), query: new URLSearchParams(), author: identity.author },
      identity,
    });
}
