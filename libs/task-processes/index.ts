export { monotonicMs, taskIn, type Task, type TaskRun } from './task.js';
export type { ProcessEnd } from './task-process.js';
export { TaskProcesses, type ProcessLimits, type TaskEnd, type TaskStop } from './task-processes.js';
export { WaitingRoom, type Places } from './waiting-room.js';
