// Run as a process of its own by the fault specs: takes a run, says so, and never gets to its append.
import type { DueRun } from '#libs/jobs';
import { JobQueues } from '../job-queues.js';
import type { Pace } from '../lane-runner.js';
import { queueBackend, type QueuePlace } from '../queue-backend.js';

const [place, pace, run] = process.argv.slice(2).map((text) => JSON.parse(text) as unknown) as [QueuePlace, Pace, DueRun];
const forever = setInterval(() => undefined, 60_000);
const queues = new JobQueues({
  backend: queueBackend(place),
  pace,
  jobs: [
    {
      name: 'record',
      lane: 'ledger',
      due: () => Promise.resolve([run]),
      run: (id) => new Promise(() => process.send?.(id)),
    },
  ],
});
process.once('disconnect', () => {
  clearInterval(forever);
  void queues.close();
});
