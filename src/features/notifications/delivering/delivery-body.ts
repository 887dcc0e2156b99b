import type { RecordedEvent } from '#libs/event-sourcing';
import type { Notice } from '../notices.js';
import { countOf, type Delivery, type Gathered } from './delivery-table.js';

const TOLD = [
  'approval',
  'exception',
  'incident',
  'shadow',
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

/** A delivery that tells of so much that happened. */
export type DigestDelivery = Delivery & { readonly gathered: Gathered };

/** What a receiver is told, whatever the form. */
export interface Told {
  readonly type: string;
  readonly timestamp: string;
  readonly data: Readonly<Record<string, string | number>>;
  /** Where people decide about it, or find the list; holds no secret. */
  readonly link: string | null;
  /** Of a digest. */
  readonly gathered?: {
    /** How often what happened, the types written as `type`. */
    readonly counts: Readonly<Record<string, number>>;
    readonly first: readonly Told[];
  };
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
    type: typeOf(notice),
    timestamp: at,
    data: { tenant, event: id, position, ...Object.fromEntries(told) },
    link: isDecided ? below(publicUrl, `/approve/${encodeURIComponent(approval)}`) : null,
  };
}

/** So much happened that it is told together: how often what, and the first of it. */
export function digestOf(
  { webhook, position, gathered: { last, counts } }: DigestDelivery,
  tenant: string,
  first: readonly Told[],
  at: string,
  publicUrl: string | undefined,
): Told {
  return {
    type: 'digest',
    timestamp: at,
    data: { tenant, webhook, from: position, to: last, count: countOf(counts) },
    link: publicUrl === undefined ? null : below(publicUrl, `/v1/webhooks/${webhook}/deliveries`),
    gathered: { counts: Object.fromEntries(Object.entries(counts).map(([name, n]) => [typeOf(name), n])), first },
  };
}

/** For programs. */
export function standardBody(told: Told): string {
  return JSON.stringify(written(told));
}

function written({ type, timestamp, data, link, gathered }: Told): object {
  const digest = gathered && { counts: gathered.counts, first: gathered.first.map(written) };
  return { type, timestamp, data: { ...data, ...digest, ...(link === null ? {} : { link }) } };
}

function typeOf(notice: string): string {
  return notice.replace('_', '.');
}

function below(publicUrl: string, path: string): string {
  return `${publicUrl.replace(/\/+$/, '')}${path}`;
}
