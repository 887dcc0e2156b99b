import type { RecordedEvent } from '#libs/event-sourcing';
import type { Notice } from '../notices.js';

const TOLD = [
  'approval',
  'exception',
  'incident',
  'subject',
  'session',
  'agent',
  'tool',
  'scope',
  'target',
  'expiresAt',
] as const;
/** Of these, people are shown where they can decide. */
const DECIDED: readonly Notice[] = ['approval_requested', 'approval_reminder'];

/** What a receiver is told, whatever the form. */
export interface Told {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** Where people decide about it; holds no secret. */
  readonly link: string | null;
}

/**
 * What happened, and to what. Arguments, reasons and names of people stay where they are; whoever wants them asks with a credential of
 * their own. `request` is the event of the request that an event of an approval is about; `publicUrl` where people reach this API.
 */
export function toldOf(
  notice: Notice,
  { id, tenant, position, at, data }: RecordedEvent,
  request: RecordedEvent | undefined,
  publicUrl: string | undefined,
): Told {
  const about = { ...request?.data, ...data };
  const told = TOLD.flatMap((name) => {
    const value = about[name];
    return typeof value === 'string' ? [[name, value] as const] : [];
  });
  const { approval } = about;
  const isDecided = DECIDED.includes(notice) && typeof approval === 'string' && publicUrl !== undefined;
  return {
    type: notice.replace('_', '.'),
    timestamp: at,
    data: { tenant, event: id, position, ...Object.fromEntries(told) },
    link: isDecided ? `${publicUrl.replace(/\/+$/, '')}/approve/${encodeURIComponent(approval)}` : null,
  };
}

/** For programs. */
export function standardBody({ link, data, ...told }: Told): string {
  return JSON.stringify({ ...told, data: link === null ? data : { ...data, link } });
}
