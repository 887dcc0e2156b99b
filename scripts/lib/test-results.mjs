// Prints the results of a test run: one line per file, everything about failures, and the count as the very last line.
import { bold, dim, duration, green, red, yellow } from './steps.mjs';

const OUTPUT_LINES_WHEN_GREEN = 5;
const indent = (text, by = '    ') =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => by + line)
    .join('\n');
const isServerLog = (line) => line.startsWith('{"level"');

function ownOutput(result) {
  const lines = result.output.split('\n').filter((line) => line.trim() && !isServerLog(line));
  if (result.failures.length > 0) return lines;
  const hidden = lines.length - OUTPUT_LINES_WHEN_GREEN;
  return hidden > 0 ? [...lines.slice(0, OUTPUT_LINES_WHEN_GREEN), dim(`… ${hidden} more lines`)] : lines;
}

/** One line for a finished file; its notes, its own output and its failures below it. */
export function printFile(name, result) {
  const failed = result.failures.length;
  const counts = [
    `${result.passed} passed`,
    failed && red(`${failed} failed`),
    result.skipped.length && yellow(`${result.skipped.length} skipped`),
  ];
  console.log(`${failed ? red('✗') : green('✓')} ${name} ${dim(duration(result.ms))}  ${counts.filter(Boolean).join(', ')}`);
  for (const line of [...result.notes, ...ownOutput(result)]) console.log(indent(dim(line)));
  for (const { title, error } of result.failures) console.log(`  ${red('✗')} ${bold(title)}\n${indent(error)}`);
}

/** The line that other programs read; nothing may be printed after it. */
export function printCount({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`);
}

const sum = (results, count) => results.reduce((total, result) => total + count(result), 0);

/** Prints failures once more by name, skipped tests with their reasons, and the count. Returns the exit code. */
export function printSummary(results, ms, nameOf) {
  const list = (mark, pick) => {
    for (const result of results) for (const entry of pick(result)) console.log(`${mark} ${nameOf(result.file)} › ${entry}`);
  };
  console.log('');
  list(yellow('skipped'), ({ skipped }) => skipped.map(({ title, reason }) => `${title}: ${reason}`));
  list(red('failed '), ({ failures }) => failures.map(({ title }) => title));
  const passed = sum(results, (result) => result.passed);
  const failed = sum(results, (result) => result.failures.length);
  const skipped = sum(results, (result) => result.skipped.length);
  console.log(dim(`${results.length} files in ${duration(ms)}`));
  if (passed + failed === 0) console.log(red('no test ran'));
  printCount({ passed, failed, skipped });
  return failed > 0 || passed === 0 ? 1 : 0;
}
