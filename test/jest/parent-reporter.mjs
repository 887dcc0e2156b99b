// Tells the npm test that started Jest what goes on; silent when there is none, as below an editor's plugin.
import { endRun } from '../../scripts/lib/test-run-end.mjs';

export default class ParentReporter {
  #running = new Set();

  constructor() {
    if (!process.connected) return;
    process.once('disconnect', endWithParent);
    // Listening must not keep Jest from ending by itself.
    process.channel.unref();
  }

  onTestFileStart({ path }) {
    this.#running.add(path);
    this.#tell({ running: [...this.#running] });
  }

  onTestCaseResult() {
    this.#tell({ running: [...this.#running] });
  }

  onTestFileResult({ path }) {
    this.#running.delete(path);
    this.#tell({ running: [...this.#running] });
  }

  onRunComplete(_contexts, results) {
    const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites, numPendingTests, numTodoTests } = results;
    const failed = numFailedTests + numRuntimeErrorTestSuites;
    this.#tell({ counts: { passed: numPassedTests, failed, skipped: numPendingTests + numTodoTests } });
  }

  #tell(message) {
    if (process.connected) process.send?.(message);
  }
}

/** The parent was killed, so that nobody is left to clean up. */
async function endWithParent() {
  const { WRIT_TEST_FOLDER: folder, WRIT_TEST_RUN: mark } = process.env;
  if (folder && mark) await endRun({ folder, mark });
  process.exit(1);
}
