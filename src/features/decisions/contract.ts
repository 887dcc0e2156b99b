export { decisionEvents, type DecisionEvent } from './events.js';
