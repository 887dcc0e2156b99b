export { BoundedMap } from './bounded-map.js';
export { FairQueue, type QueueLimits } from './fair-queue.js';
export { Turns } from './turns.js';
