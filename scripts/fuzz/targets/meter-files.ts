import { readdirSync, readFileSync } from 'node:fs';
import { importMeter } from '../../../drivers/definitions/import/import-meter.ts';
import { isModbus } from '../../../drivers/definitions/schema.ts';
import { messageReader } from '../../../drivers/messages/reader.ts';
import { type FuzzTarget, mustHold, takenOrRefused } from '../target.ts';

const samples = new URL('../../../test/drivers/definitions/import/files/', import.meta.url);

/** Meter files of the original that a person brings. */
export const meterFiles: FuzzTarget = {
  name: 'meter-files',
  share: 4,
  maxBytes: 20_000,
  words: [
    ...['"rtype":', '"query":', '"regex":', '"address":', '"resolution":', '"expr":', '"inputs":', '//', '0x1F'],
    ...['"order":"lh"', '"type":"string"', '"__proto__"', '[{"k":"v"}]', '(a+)+', '1e999', '"GET /x"'],
  ],
  open: () => ({
    seeds: readdirSync(samples)
      .filter((name) => name.endsWith('.json5'))
      .map((name) => readFileSync(new URL(name, samples))),
    take(input) {
      const imported = takenOrRefused(() => importMeter(input.toString('utf8'), 'fuzzed.json'));
      if (imported === undefined) return;
      const { definition, leftOut } = imported;
      mustHold(/^user-[a-z0-9-]{1,51}$/.test(definition.id), `the id ${definition.id}`);
      mustHold(leftOut.length < 1_000, `${leftOut.length} reasons`);
      if (isModbus(definition)) return;
      // What reads with it is fed its own samples: whatever the queries and patterns are.
      const read = messageReader(definition);
      for (const { in: name, json, text } of definition.samples)
        read({ in: name, bytes: Buffer.from(text ?? JSON.stringify(json)) });
    },
  }),
};
