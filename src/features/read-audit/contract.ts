export { operatorReadEvents, readAuditEvents } from './events.js';
