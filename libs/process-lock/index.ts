export { LockHeld, takeLock, takeLockWithin } from './process-lock.js';
export { isRunning, processCommand, processIdentity } from './running-process.js';
