import type { S0Definition } from '../definitions/message-schema.ts';
import { MessageError, type MessageReader } from './message.ts';
import { readValue } from './value.ts';

/** Reads what a counter of pulses tells: `{"count": kWh, "rate": kW}`, or null for what is not known. */
export function pulseReader(definition: S0Definition): MessageReader {
  return ({ bytes }) => {
    const said = parsed(bytes.toString('utf8'));
    return new Map(definition.values.map((value) => [value.quantity, readValue(said[value.of], value)]));
  };
}

function parsed(text: string): { readonly count?: unknown; readonly rate?: unknown } {
  try {
    const said: unknown = JSON.parse(text);
    if (typeof said === 'object' && said !== null) return said;
  } catch (cause) {
    throw new MessageError('what came is no count of pulses', cause);
  }
  throw new MessageError('what came is no count of pulses');
}
