import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

/**
 * The arrows of the house (docs/ARCHITECTURE.md). A room imports from rooms of a lower floor, from itself, and from the
 * neighbours named here; nothing else.
 */
const floors: readonly (readonly string[])[] = [
  ['firmware/domain'],
  ['firmware/formula', 'firmware/rules', 'firmware/allocation', 'firmware/grid', 'drivers'],
  ['firmware/store', 'firmware/sessions'],
  ['firmware/control'],
  ['firmware/ocpp', 'firmware/smgw', 'firmware/interfaces', 'firmware/system', 'firmware/api'],
  ['firmware/main.ts', 'firmware/root-service.ts', 'firmware/health-gate.ts'],
];
/** Neighbours on one floor that may be used: grid and rules evaluate formulas. */
const neighbours: readonly (readonly [string, string])[] = [
  ['firmware/grid', 'firmware/formula'],
  ['firmware/rules', 'firmware/formula'],
];
const pure = ['firmware/domain', 'firmware/formula', 'firmware/rules', 'firmware/allocation'];
const driverFloors = ['drivers/link', 'drivers/bus', 'drivers/definitions', 'drivers/device'];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const files = globSync('{firmware,drivers,web,scripts}/**/*.{ts,tsx,mjs}', { exclude: ['**/node_modules/**'] })
  .map(normalize)
  .sort();

function importsOf(file: string): readonly Import[] {
  const text = readFileSync(file, 'utf8');
  const found = text.matchAll(
    /^\s*(import|export)\s+(type\s)?[^'";]*?from\s+'([^']+)'|^\s*import\s+'([^']+)'|import\('([^']+)'\)/gms,
  );
  return [...found].map((m) => {
    const target = m[3] ?? m[4] ?? m[5] ?? '';
    return {
      from: file,
      to: target.startsWith('.') ? normalize(join(dirname(file), target)) : target,
      typeOnly: m[2] !== undefined,
    };
  });
}

const imports = files.flatMap(importsOf);
const roomOf = (path: string): string | undefined =>
  floors.flat().find((room) => path === room || path.startsWith(`${room}/`));
const floorOf = (room: string): number => floors.findIndex((floor) => floor.includes(room));

describe('the arrows of the house', () => {
  it('sees the files and their imports', () => {
    assert.ok(files.length > 20 && imports.length > 50);
  });

  it('point only downwards', () => {
    const wrong = imports.filter(({ from, to }) => {
      const a = roomOf(from);
      const b = roomOf(to);
      if (a === undefined || b === undefined || a === b) return false;
      return floorOf(b) >= floorOf(a) && !neighbours.some(([x, y]) => x === a && y === b);
    });
    assert.deepEqual(wrong, []);
  });

  it('let drivers use nothing of the firmware but the domain', () => {
    assert.deepEqual(
      imports.filter(
        ({ from, to }) =>
          from.startsWith('drivers/') && to.startsWith('firmware/') && !to.startsWith('firmware/domain/'),
      ),
      [],
    );
  });

  it('go up through the drivers: link, bus, definitions, device', () => {
    const level = (path: string) => driverFloors.findIndex((floor) => path.startsWith(`${floor}/`));
    const wrong = imports.filter(({ from, to, typeOnly }) => level(from) >= 0 && level(to) > level(from) && !typeOnly);
    assert.deepEqual(wrong, []);
  });

  it('keep every room but main away from what builds the program', () => {
    assert.deepEqual(
      imports.filter(
        ({ from, to }) =>
          /^(firmware|drivers|web)\//.test(from) && (to === 'firmware/main.ts' || /^(scripts|test)\//.test(to)),
      ),
      [],
    );
  });

  it('let the page know only the shapes of the API, the way to apply a patch and the calendar of a time zone', () => {
    const allowed = ['firmware/api/shapes.ts', 'firmware/api/patch.ts', 'firmware/formula/shown-time.ts'];
    assert.deepEqual(
      imports.filter(
        ({ from, to }) => from.startsWith('web/') && /^(firmware|drivers)\//.test(to) && !allowed.includes(to),
      ),
      [],
    );
  });

  it('leave domain, formula, rules and allocation without clock, timers, I/O and chance', () => {
    // clock.ts is where the machine's clock becomes an argument.
    const rooms = files.filter(
      (file) => pure.some((room) => file.startsWith(`${room}/`)) && file !== 'firmware/domain/clock.ts',
    );
    const impure = rooms.flatMap((file) => {
      const code = readFileSync(file, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      return [
        ...code.matchAll(
          /\b(Date\.now|new Date\(\)|performance\.now|setTimeout|setInterval|setImmediate|Math\.random|process\.|console\.|from 'node:)/g,
        ),
      ].map((m) => `${file}: ${m[0]}`);
    });
    assert.deepEqual(impure, []);
  });

  it('form no cycle of files', () => {
    const graph = new Map(
      files.map((file) => [
        file,
        imports.filter((i) => i.from === file && !i.typeOnly && files.includes(i.to)).map((i) => i.to),
      ]),
    );
    const done = new Set<string>();
    const cycles: string[] = [];
    const walk = (file: string, path: readonly string[]): void => {
      if (path.includes(file)) {
        cycles.push([...path.slice(path.indexOf(file)), file].join(' -> '));
        return;
      }
      if (done.has(file)) return;
      for (const next of graph.get(file) ?? []) walk(next, [...path, file]);
      done.add(file);
    };
    for (const file of files) walk(file, []);
    assert.deepEqual(cycles, []);
  });

  it('have no barrel files', () => {
    assert.deepEqual(
      files.filter((file) => /\/index\.tsx?$/.test(file)),
      [],
    );
  });
});
