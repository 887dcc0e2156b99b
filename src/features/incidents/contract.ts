/** Incidents stop sessions and agents; others see them in the ledger. */
export { incidentEvents, quarantineRuleEvents, type IncidentEvent, type QuarantineRuleEvent } from './events.js';
