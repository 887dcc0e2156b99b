import type { RecordedEvent } from '#libs/event-sourcing';
import type { Notice } from '../notices.js';

const TOLD = ['approval', 'exception', 'session', 'agent', 'tool', 'scope', 'target'] as const;

/**
 * What a receiver is told: what happened, and to what. Arguments, reasons and names of people stay where they are; whoever wants them asks
 * with a credential of their own.
 */
export function bodyOf(notice: Notice, { id, tenant, position, at, data }: RecordedEvent): string {
  const told = TOLD.flatMap((name) => {
    const value = data[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  return JSON.stringify({
    type: notice.replace('_', '.'),
    timestamp: at,
    data: { tenant, event: id, position, ...Object.fromEntries(told) },
  });
}
