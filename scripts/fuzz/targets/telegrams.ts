import { loadCatalogue } from '../../../drivers/definitions/catalogue.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import { crc16Arc, crc16X25 } from '../../../drivers/link/crc16.ts';
import { P1Splitter } from '../../../drivers/messages/p1-splitter.ts';
import { messageReader } from '../../../drivers/messages/reader.ts';
import { SmlSplitter } from '../../../drivers/messages/sml-splitter.ts';
import { longestTelegram } from '../../../drivers/messages/splitter.ts';
import { type FuzzTarget, mustBeFinite, mustHold, takenOrRefused } from '../target.ts';

/** What a meter (or what sits in its place) sends on a P1 port or an optical head: the stream, and telegrams whose check sum fits. */
export const telegrams: FuzzTarget = {
  name: 'telegrams',
  share: 6,
  maxBytes: 3_000,
  words: ['\n/', '\r\n!', '1-0:1.8.1(', '*kWh)', '\u001b\u001b\u001b\u001b', '\u0077\u0007', '\u00f1\u00ff'],
  open() {
    const catalogue = loadCatalogue();
    const products = catalogue.ids().flatMap((id) => {
      const definition = catalogue.get(id);
      if (definition === undefined || isModbus(definition)) return [];
      return definition.protocol === 'p1' || definition.protocol === 'sml' ? [definition] : [];
    });
    const samples = products.flatMap(({ samples: all }) => all);
    const readers = products.map((definition) => messageReader(definition));
    return {
      seeds: samples.map(({ text, hex = '' }) => (text === undefined ? Buffer.from(hex, 'hex') : Buffer.from(text))),
      take(input) {
        for (const splitter of [new P1Splitter(), new SmlSplitter()]) {
          const half = input.length >> 1;
          for (const piece of [...splitter.push(input.subarray(0, half)), ...splitter.push(input.subarray(half))])
            if (piece.kind === 'telegram') mustHold(piece.bytes.length <= longestTelegram + 8, 'a telegram too long');
        }
        // Behind a check sum that fits stands whatever the input is.
        for (const bytes of [input, asP1(input), asSml(input)])
          for (const read of readers) {
            const values = takenOrRefused(() => read({ in: undefined, bytes }));
            if (values !== undefined) mustBeFinite([...values.values()], 1e12);
          }
      },
    };
  },
};

function asP1(input: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from('/'), input, Buffer.from('!')]);
  return Buffer.concat([body, Buffer.from(`${crc16Arc(body).toString(16).padStart(4, '0')}\r\n`)]);
}

function asSml(input: Buffer): Buffer {
  const [begin, end] = [Buffer.from('1b1b1b1b01010101', 'hex'), Buffer.from('1b1b1b1b1a00', 'hex')];
  const body = Buffer.concat([begin, input, end]);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(crc16X25(body));
  return Buffer.concat([body, sum]);
}
