// Finds processes that a run started and did not stop, by the mark that every one of them inherited.
import { readdirSync, readFileSync } from 'node:fs';

/** [{ pid, command }] of living processes whose environment holds NAME=value. Empty where /proc does not exist. */
function processesMarked(name, value) {
  if (process.platform !== 'linux') return [];
  const wanted = `${name}=${value}`;
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry) && Number(entry) !== process.pid)
    .flatMap((pid) => {
      try {
        if (!readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(wanted)) return [];
        return [{ pid: Number(pid), command: readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }];
      } catch {
        return [];
      }
    });
}

/** Ends them by id and returns what they were. */
export function endProcessesMarked(name, value) {
  const left = processesMarked(name, value);
  for (const { pid } of left) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (error) {
      if (error.code !== 'ESRCH') throw error;
    }
  }
  return left;
}
