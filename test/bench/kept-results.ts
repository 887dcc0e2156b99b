import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, type } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { BenchRow } from './bench-row.js';

const PAGE = fileURLToPath(new URL('../../../docs/reference/speed.md', import.meta.url));
const HEAD = `<!-- Written by npm run bench -- --keep. Change the benches, not this file. -->

# Speed

What \`npm run bench\` found when somebody last kept it, with the day and the machine. A rate is worth as much as the machine it was measured on;
what compares are ratios, each of two things measured in turns within one run. \`MISSED\` is a bar that is not reached yet.
`;

/** Puts the results of one bench into the page of speed, in place of those from before. */
export function keepResults(name: string, rows: readonly BenchRow[]): void {
  const sections = new Map(existsSync(PAGE) ? sectionsIn(readFileSync(PAGE, 'utf8')) : []);
  sections.set(name, `${conditions()}\n\n${table(rows).join('\n')}`);
  const told = [...sections].sort(([a], [b]) => (a < b ? -1 : 1)).map(([title, text]) => `\n## ${title}\n\n${text}\n`);
  writeFileSync(PAGE, HEAD + told.join(''));
}

/** A table as Markdown has it, and as it can be read on a terminal. */
export function table(rows: readonly BenchRow[]): string[] {
  const cells = rows.map((row) => [
    row.name.trim(),
    format(row.value),
    row.unit,
    row.ratio === undefined ? '' : `${row.ratio.toFixed(2)} x ${row.against ?? ''}`,
    row.target ?? '',
    row.met === undefined ? '' : row.met ? 'met' : 'MISSED',
  ]);
  const head = ['measure', 'value', 'unit', 'ratio', 'target', ''];
  const widths = head.map((title, column) => Math.max(title.length, ...cells.map((line) => line[column]!.length)));
  return [head, widths.map((width) => '-'.repeat(width)), ...cells].map(
    (line) => `| ${line.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`,
  );
}

function sectionsIn(page: string): [string, string][] {
  return page
    .split(/^## /m)
    .slice(1)
    .map((section) => [section.slice(0, section.indexOf('\n')), section.slice(section.indexOf('\n')).trim()]);
}

function conditions(): string {
  const memory = Math.round(totalmem() / 2 ** 30);
  const machine = `${availableParallelism()} processors (${cpus()[0]?.model.trim() ?? 'unknown'}), ${memory} GiB, ${type()}`;
  return `${new Date().toISOString().slice(0, 10)}; ${machine}; Node ${process.versions.node}.`;
}

function format(value: number): string {
  return value >= 100 ? Math.round(value).toLocaleString('en-US') : String(Math.round(value * 100) / 100);
}
