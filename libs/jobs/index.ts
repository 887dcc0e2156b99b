export { LANES, type DueRun, type Job, type Lane } from './job.js';
export { queueId } from './queue-id.js';
