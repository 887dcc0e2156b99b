export type { Job, JobFailure } from './job.js';
export { JobRunner } from './job-runner.js';
