import { z } from 'zod';

export const LedgerHeadView = z
  .object({ tenant: z.string(), position: z.number().int(), chain: z.string(), at: z.string().nullable() })
  .meta({ id: 'LedgerHead' });

const json = z.record(z.string(), z.unknown());

/** An event as it is stored, hashed and exported. */
export const LedgerEventView = z
  .object({
    tenant: z.string(),
    position: z.number().int(),
    stream: z.string().describe('`<category>/<id>`.'),
    revision: z.number().int().describe('Place in its stream, from 0.'),
    id: z.string(),
    type: z.string(),
    schema: z.number().int().describe('Version of the shape of `data`.'),
    at: z.string().describe('RFC 3339 time with microseconds.'),
    actor: z.object({ kind: z.string(), id: z.string() }),
    correlation: z.string().nullable().describe('Id of the request that caused it.'),
    causation: z.string().nullable().describe('Id of the event that caused it.'),
    trace: z.string().nullable(),
    data: json,
    sealed: json.nullable(),
    digest: z.string().describe('SHA-256 of the canonical event, hex.'),
    chain: z.string().describe('Hash chain up to and including this event, hex.'),
  })
  .meta({ id: 'LedgerEvent' });

export const LedgerEventPage = z
  .object({
    items: z.array(z.record(z.string(), z.unknown())),
    nextFrom: z.number().int().nullable(),
    people: z.record(z.string(), z.string()).describe('What the people are called who acted in these events, by `actor.id`.'),
  })
  .meta({ id: 'LedgerEventPage' });

export const LedgerVerification = z
  .union([
    z.object({ ok: z.literal(true), tenant: z.string(), from: z.number(), to: z.number(), count: z.number(), chain: z.string() }),
    z.object({ ok: z.literal(false), line: z.number(), position: z.number().optional(), reason: z.string(), detail: z.string() }),
  ])
  .meta({ id: 'LedgerVerification' });
