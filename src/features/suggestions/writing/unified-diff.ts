const AROUND = 3;
/** Rows that are compared one by one; a longer change is told as one. */
const MOST_ROWS = 2_000;

type Line = readonly [sign: ' ' | '-' | '+', text: string];

/** What `diff -u` would say of two texts, ends of lines aside; empty when they are the same. */
export function unifiedDiff(name: string, before: string, after: string): string {
  if (before === after) return '';
  const lines = changes(rowsOf(before), rowsOf(after));
  const near = lines.map((_, n) => lines.slice(Math.max(0, n - AROUND), n + AROUND + 1).some(([sign]) => sign !== ' '));
  const out = [`--- a/${name}`, `+++ b/${name}`];
  let [old, fresh] = [1, 1];
  for (let n = 0; n < lines.length;) {
    const end = near.indexOf(!near[n], n);
    const part = lines.slice(n, end < 0 ? lines.length : end);
    const [removed, added] = [part.filter(([sign]) => sign !== '+').length, part.filter(([sign]) => sign !== '-').length];
    if (near[n]) out.push(`@@ -${old},${removed} +${fresh},${added} @@`, ...part.map(([sign, text]) => sign + text));
    [old, fresh, n] = [old + removed, fresh + added, n + part.length];
  }
  return `${out.join('\n')}\n`;
}

function rowsOf(text: string): string[] {
  return text.replace(/\n$/, '').split('\n');
}

function changes(before: readonly string[], after: readonly string[]): Line[] {
  let start = 0;
  while (start < Math.min(before.length, after.length) && before[start] === after[start]) start += 1;
  let end = 0;
  while (end < Math.min(before.length, after.length) - start && before.at(-1 - end) === after.at(-1 - end)) end += 1;
  const same = (rows: readonly string[]): Line[] => rows.map((row) => [' ', row]);
  return [
    ...same(before.slice(0, start)),
    ...middle(before.slice(start, before.length - end), after.slice(start, after.length - end)),
    ...same(before.slice(before.length - end)),
  ];
}

/** By the longest common part of both. */
function middle(before: readonly string[], after: readonly string[]): Line[] {
  const all = (): Line[] => [...before.map((row): Line => ['-', row]), ...after.map((row): Line => ['+', row])];
  if (before.length * after.length > MOST_ROWS * MOST_ROWS) return all();
  const longest = Array.from({ length: before.length + 1 }, () => new Uint32Array(after.length + 1));
  const at = (i: number, j: number): number => longest[i]?.[j] ?? 0;
  for (let i = before.length - 1; i >= 0; i -= 1)
    for (let j = after.length - 1; j >= 0; j -= 1)
      (longest[i] as Uint32Array)[j] = before[i] === after[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    const isSame = i < before.length && j < after.length && before[i] === after[j];
    const isRemoved = !isSame && i < before.length && (j >= after.length || at(i + 1, j) >= at(i, j + 1));
    lines.push(isSame ? [' ', before[i] ?? ''] : isRemoved ? ['-', before[i] ?? ''] : ['+', after[j] ?? '']);
    if (isSame || isRemoved) i += 1;
    if (!isRemoved) j += 1;
  }
  return lines;
}
