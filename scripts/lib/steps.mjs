// How the commands talk: one line per step with its time. Plain text when the output is not a terminal or NO_COLOR is set.
const colourful = Boolean(process.stdout.isTTY) && !process.env.NO_COLOR && process.env.TERM !== 'dumb';
const paint = (code) => (text) => (colourful ? `\u001b[${code}m${text}\u001b[0m` : text);

const green = paint('32');
export const red = paint('31');
const dim = paint('2');

/** '0.4 s', '12 ms', '1 min 05 s'. */
export function duration(ms) {
  if (ms < 100) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${String(Math.round((ms % 60_000) / 1000)).padStart(2, '0')} s`;
}

export function note(text) {
  console.log(`  ${dim('·')} ${text}`);
}

/**
 * Runs `work` under a title and prints how long it took. The work gets `report(text)`: on a terminal it replaces the
 * line, elsewhere it is dropped. What the work returns may carry `detail`, which is printed behind the title.
 * Throws what the work throws, after printing the step as failed.
 */
export async function step(title, work) {
  const started = performance.now();
  const report = (text) => {
    if (colourful) process.stdout.write(`\r\u001b[2K${dim('…')} ${title} ${dim(text)}`);
  };
  report('');
  try {
    const result = await work(report);
    finish(green('✓'), title, performance.now() - started, result?.detail);
    return result;
  } catch (error) {
    finish(red('✗'), title, performance.now() - started);
    throw error;
  }
}

function finish(mark, title, ms, detail) {
  if (colourful) process.stdout.write('\r\u001b[2K');
  console.log(`${mark} ${title.padEnd(34)} ${dim(duration(ms).padStart(8))}${detail ? `  ${dim(detail)}` : ''}`);
}

/** An expected failure of a command: its message is printed alone, without a stack. */
export class CommandFailure extends Error {
  constructor(message, exitCode = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}

/** Runs a command's main function and turns what it throws into a message, `lastWords` and an exit code. */
export async function runCommand(main, lastWords = () => undefined) {
  try {
    process.exitCode = (await main()) ?? 0;
  } catch (error) {
    console.error(`\n${red('error')} ${error instanceof CommandFailure ? error.message : error.stack}`);
    process.exitCode = error.exitCode ?? 1;
    lastWords();
  }
}
