export { expectThat } from './expect-that.js';
export { skipWhen } from './skip-when.js';
export { rejectionOf, thrownBy } from './thrown.js';
