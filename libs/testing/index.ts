export { expectThat } from './expect-that.js';
export { seededChoices } from './seeded-choices.js';
export { skipWhen } from './skip-when.js';
export { rejectionOf, thrownBy } from './thrown.js';
