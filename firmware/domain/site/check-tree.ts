import type { Report } from './check.ts';
import type { Circuit, Site } from './schema.ts';

/** The circuits form one tree: unique ids, known parents, one root, no cycle. */
export function checkTree(site: Site, report: Report): void {
  const byId = new Map<string, Circuit>();
  site.circuits.forEach((circuit, i) => {
    if (byId.has(circuit.id)) report(`circuits[${i}].id`, `"${circuit.id}" is used twice`);
    byId.set(circuit.id, circuit);
  });
  const roots = site.circuits.filter((circuit) => circuit.parent === undefined);
  if (roots.length > 1) {
    const second = site.circuits.indexOf(roots[1] as Circuit);
    report(`circuits[${second}].parent`, 'only one circuit, the house connection, has no parent');
  }
  site.circuits.forEach((circuit, i) => {
    if (circuit.parent === undefined) return;
    const path = `circuits[${i}].parent`;
    if (!byId.has(circuit.parent)) report(path, `there is no circuit "${circuit.parent}"`);
    else if (isInCycle(circuit, byId)) report(path, `the circuits form a cycle through "${circuit.id}"`);
  });
}

function isInCycle(circuit: Circuit, byId: ReadonlyMap<string, Circuit>): boolean {
  let above = circuit.parent;
  for (let steps = 0; above !== undefined && steps <= byId.size; steps += 1) {
    if (above === circuit.id) return true;
    above = byId.get(above)?.parent;
  }
  return false;
}

/** The house connection: the circuit without a parent. A checked site has exactly one. */
export function rootCircuit(site: Site): Circuit {
  const root = site.circuits.find((circuit) => circuit.parent === undefined);
  if (root === undefined) throw new Error('a checked site has a root circuit');
  return root;
}

/** The circuit itself and everything it hangs on, up to the house connection. */
export function circuitsAbove(site: Site, id: string): readonly Circuit[] {
  const byId = new Map(site.circuits.map((circuit) => [circuit.id, circuit]));
  const above: Circuit[] = [];
  for (let circuit = byId.get(id); circuit !== undefined && above.length <= byId.size; ) {
    above.push(circuit);
    circuit = circuit.parent === undefined ? undefined : byId.get(circuit.parent);
  }
  return above;
}
