export { LANES, type DueRun, type Job, type JobRequest, type Lane } from './job.js';
export { queueId } from './queue-id.js';
