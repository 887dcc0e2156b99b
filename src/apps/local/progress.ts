const tty = process.stdout.isTTY === true && !process.env.NO_COLOR;
const paint = (code: number, text: string): string => (tty ? `\u001b[${code}m${text}\u001b[0m` : text);

export const bold = (text: string): string => paint(1, text);
export const dim = (text: string): string => paint(2, text);
const green = (text: string): string => paint(32, text);

/** One line per step with the time it took; what fails is named before the error travels on. */
export async function step<T>(title: string, work: () => Promise<T>, tell: (result: T) => string = () => ''): Promise<T> {
  const started = performance.now();
  try {
    const result = await work();
    const told = tell(result);
    console.log(`${green('✓')} ${title.padEnd(32)} ${dim(seconds(started).padStart(7))}${told ? `  ${dim(told)}` : ''}`);
    return result;
  } catch (error) {
    console.log(`${paint(31, '✗')} ${title.padEnd(32)} ${dim(seconds(started).padStart(7))}`);
    throw error;
  }
}

function seconds(started: number): string {
  return `${((performance.now() - started) / 1000).toFixed(1)} s`;
}
