/** One test as `opa test` reports it. Failing is false or undefined; an error is a run-time error. */
export interface RegoTest {
  package: string;
  name: string;
  file: string;
  row: number;
  col?: number;
  outcome: 'passed' | 'failed' | 'skipped' | 'error';
  message?: string;
  /** What the test printed. */
  output?: string;
  /** Whether there is a rule to ask: not for tests to do later, and not for functions, which nobody calls. */
  isRunnable: boolean;
  /** Whether it is many cases under one name, each of which has to hold. */
  hasCases: boolean;
}
