import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ocaSchema } from '../../../../firmware/ocpp/schema/oca-schemas.ts';
import { validatorOf } from '../../../../firmware/ocpp/schema/validators.ts';
import { type OcppVersion, ocppVersions } from '../../../../firmware/ocpp/version.ts';

const files: Readonly<Record<OcppVersion, string>> = { '1.6': 'ocpp1_6.json', '2.0.1': 'ocpp2_0_1.json' };
const folder = join(dirname(createRequire(import.meta.url).resolve('ocpp-rpc')), 'lib/schemas');

/** Words for people, and `additionalItems`, which says nothing beside one schema for all items. */
const saysNothing = ['$id', '$schema', '$comment', 'title', 'description', 'javaType', 'comment', 'additionalItems'];

function bare(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(bare);
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([key, value]) => !saysNothing.includes(key) || (typeof value === 'object' && value !== null))
      .map(([key, value]) => [key, bare(value)]),
  );
}

describe('OCA schemas', () => {
  for (const version of ocppVersions) {
    it(`${version}: every message says the same as in an independent package`, () => {
      const others = JSON.parse(readFileSync(join(folder, files[version]), 'utf8')) as { $id: string }[];
      assert.equal(others.length, version === '1.6' ? 78 : 128);
      const differ = others.filter(({ $id, ...other }) => {
        const [, action = '', end] = /^urn:(\w+)\.(req|conf)$/.exec($id) ?? [];
        const ours = ocaSchema(version, action, end === 'req' ? 'request' : 'response');
        try {
          assert.deepEqual(bare(ours), bare(other));
          return false;
        } catch {
          return true;
        }
      });
      assert.deepEqual(
        differ.map(({ $id }) => $id),
        [],
      );
    });

    it(`${version}: every schema compiles`, () => {
      const others = JSON.parse(readFileSync(join(folder, files[version]), 'utf8')) as { $id: string }[];
      for (const { $id } of others) {
        const [, action = '', end] = /^urn:(\w+)\.(req|conf)$/.exec($id) ?? [];
        assert.equal(typeof validatorOf(version, action, end === 'req' ? 'request' : 'response'), 'function', $id);
      }
    });
  }

  it('has no schema for what is no action, whatever its name', () => {
    for (const action of ['', 'Nothing', '../index', 'constructor', 'A'.repeat(100)])
      assert.equal(ocaSchema('1.6', action, 'request'), undefined);
  });

  it('says where a payload is wrong, and why', () => {
    const faults = validatorOf('1.6', 'Authorize', 'request')?.({ idTag: 'x'.repeat(21) });
    assert.deepEqual(
      faults?.map(({ path, keyword }) => [path, keyword]),
      [['/idTag', 'maxLength']],
    );
    const missing = validatorOf('1.6', 'Authorize', 'request')?.({});
    assert.deepEqual(
      missing?.map(({ keyword, property }) => [keyword, property]),
      [['required', 'idTag']],
    );
  });
});
