/** Processor time for all that is proved in one process; the process is ended some seconds later. */
const PROVING_MS = 11_000;
/** However little is left, each question is asked. */
const LEAST_MS = 500;
const begun = process.cpuUsage();

/** How long the next question may take where so many of them are still to be asked. */
export function timeFor(questions: number): { readonly solverMs: number; readonly searchMs: number } {
  const { user, system } = process.cpuUsage(begun);
  const left = Math.max(LEAST_MS, (PROVING_MS - (user + system) / 1_000) / questions);
  return { solverMs: left * 0.6, searchMs: left * 0.3 };
}
