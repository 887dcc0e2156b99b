import { readdirSync, readFileSync } from 'node:fs';

/** `/proc` counts in these, whatever the kernel's own tick is. */
const TICKS_PER_SECOND = 100;

/** Which part of a deployment a process is, by how it was started. */
const PARTS: readonly (readonly [RegExp, string])[] = [
  [/apps\/api\/main\.js/, 'API'],
  [/apps\/worker\/main\.js/, 'worker'],
  [/^postgres: writ_ledger/, 'PostgreSQL for the ledger'],
  [/^postgres: writ_app/, 'PostgreSQL for lists'],
  [/^postgres: /, 'PostgreSQL otherwise'],
];

/** Microseconds of processor that each part below a process has used so far; nothing where there is no `/proc`. */
export function processorTime(root: number): ReadonlyMap<string, number> {
  const used = new Map<string, number>();
  for (const pid of below(root)) {
    const [stat, command] = [read(pid, 'stat'), read(pid, 'cmdline')];
    const part = partOf(command);
    if (part === undefined) continue;
    // The name before it may hold anything, also spaces.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const ticks = Number(fields[11]) + Number(fields[12]);
    used.set(part, (used.get(part) ?? 0) + (ticks * 1e6) / TICKS_PER_SECOND);
  }
  return used;
}

/** The first process below `root` that is this part. */
export function processIn(root: number, part: string): number | undefined {
  return below(root).find((pid) => partOf(read(pid, 'cmdline')) === part);
}

function partOf(command: string): string | undefined {
  return PARTS.find(([pattern]) => pattern.test(command))?.[1];
}

function below(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const pid of pids()) {
    const stat = read(pid, 'stat');
    const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
    children.set(parent, [...(children.get(parent) ?? []), pid]);
  }
  const found = [root];
  for (const pid of found) found.push(...(children.get(pid) ?? []));
  return found;
}

function pids(): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number);
  } catch {
    return [];
  }
}

/** Empty when it has ended meanwhile. */
function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}
