import { createHash } from 'node:crypto';

const LONGEST = 200;

/** What a queue knows the run by: the same for the same run, never a number, without the colons that a queue keeps for itself. */
export function queueId(job: string, run: string): string {
  const id = `${job} ${run}`.replaceAll('%', '%25').replaceAll(':', '%3A');
  return id.length <= LONGEST ? id : `${job} ${createHash('sha256').update(run).digest('hex')}`;
}
