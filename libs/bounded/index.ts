export { BoundedMap } from './bounded-map.js';
export { excerpt } from './excerpt.js';
export { FairQueue, type QueueLimits } from './fair-queue.js';
export { OpenAtOnce } from './open-at-once.js';
export { Turns } from './turns.js';
