import { readdirSync, readFileSync } from 'node:fs';

/** USER_HZ, the unit of the times in /proc/PID/stat: 100 on every Linux that Node runs on. */
const ticksPerS = 100;

/** CPU seconds and memory of a process and all its descendants (Linux). */
export interface Usage {
  readonly cpuS: number;
  /** Proportional set size: pages that several share count once, MB (10^6 bytes). */
  readonly pssMb: number;
  /** What of it belongs to no file, MB: unlike the proportional part of Node's own code it does not follow what else the machine runs. */
  readonly anonMb: number;
}

export function usageOf(pid: number): Usage {
  const family = familyOf(pid);
  return {
    cpuS: family.reduce((sum, one) => sum + cpuS(one), 0),
    pssMb: family.reduce((sum, one) => sum + rollupMb(one, 'Pss'), 0),
    anonMb: family.reduce((sum, one) => sum + rollupMb(one, 'Pss_Anon'), 0),
  };
}

/** A process and all its descendants, itself first. */
export function familyOf(pid: number): readonly number[] {
  const parents = readdirSync('/proc')
    .filter((name) => /^[0-9]+$/.test(name))
    .flatMap((name) => {
      const fields = statFields(Number(name));
      return fields === undefined ? [] : [[Number(name), Number(fields[1])] as const];
    });
  const family = [pid];
  // Grows while it is walked: children of children come later in it.
  for (const member of family) family.push(...parents.filter(([, parent]) => parent === member).map(([one]) => one));
  return family;
}

/** Fields after the name, which may hold blanks: state, parent, …; undefined when the process has gone. */
function statFields(pid: number): readonly string[] | undefined {
  const text = read(`/proc/${pid}/stat`);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ');
}

function cpuS(pid: number): number {
  const fields = statFields(pid);
  // utime and stime, fields 14 and 15 of proc(5).
  return fields === undefined ? 0 : (Number(fields[11]) + Number(fields[12])) / ticksPerS;
}

function rollupMb(pid: number, row: 'Pss' | 'Pss_Anon'): number {
  const kib = new RegExp(`^${row}:\\s+([0-9]+) kB`, 'm').exec(read(`/proc/${pid}/smaps_rollup`) ?? '')?.[1];
  return (Number(kib ?? 0) * 1024) / 1e6;
}

function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ESRCH');
    if (gone) return undefined;
    throw error;
  }
}
