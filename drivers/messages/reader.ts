import type { MessageDefinition } from '../definitions/message-schema.ts';
import { jsonReader } from './json-reader.ts';
import type { MessageReader } from './message.ts';
import { pulseReader } from './pulse-reader.ts';
import { telegramReader } from './telegram-reader.ts';

/** What reads the messages of a product. Throws MessageError for a definition that nothing can read. */
export function messageReader(definition: MessageDefinition, connector = 1): MessageReader {
  switch (definition.protocol) {
    case 'http':
    case 'mqtt':
      return jsonReader(definition, connector);
    case 'p1':
    case 'sml':
      return telegramReader(definition);
    case 's0':
      return pulseReader(definition);
  }
}
