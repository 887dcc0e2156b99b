import { z } from 'zod';
import { AgentId } from '#features/agents/contract';
import { Instant, LedgerReceipt, pageAnswer, PageQuery } from '#libs/operations';
import { Attributes } from './events.js';

export const ClientFilter = PageQuery.extend({ client: AgentId.optional().describe('Agent id.') });
export type ClientFilter = z.output<typeof ClientFilter>;

const state = {
  revision: z.string().nullable().describe('What decides there now: `policy@revision:digest`.'),
  code: z.string().nullable().describe('Set while the last try failed.'),
  message: z.string().nullable(),
};
export const ClientView = z
  .object({
    client: z.string().describe('Agent id.'),
    instance: z.string().describe('One process of the client.'),
    version: z.string().nullable().describe('Of OPA or of the SDK.'),
    bundles: z.array(
      z.object({
        name: z.string(),
        ...state,
        publishedRevision: z.string().nullable().describe('What the client should have: its pin, or what is published.'),
        isBehind: z.boolean().describe('It has something else than it should have.'),
      }),
    ),
    discovery: z.object(state).nullable().describe('Of a client that gets its configuration by discovery.'),
    changedAt: z.string().describe('When it last reported something new.'),
  })
  .meta({ id: 'FabricClient' });
export type ClientView = z.output<typeof ClientView>;
export const ClientPage = pageAnswer('FabricClientPage', ClientView);

const words = z.string().regex(/^[^\p{Cc}\p{Cs}]{1,1024}$/u, 'must be 1 to 1024 characters without control characters');

export const ReportedDecisionFilter = PageQuery.extend({
  client: AgentId.optional().describe('Agent id.'),
  path: words.optional().describe('Of the rule that was asked for, such as `writ/decision`.'),
  role: words.optional(),
  resource: words.optional(),
  action: words.optional(),
  environment: words.optional(),
  from: Instant.optional().describe('Decided at or after, by the clock of the client.'),
  to: Instant.optional().describe('Decided before.'),
});
export type ReportedDecisionFilter = z.output<typeof ReportedDecisionFilter>;

const text = z.string().nullable();
export const ReportedDecision = z
  .object({
    decisionId: z.string(),
    client: z.string().describe('Agent id.'),
    instance: z.string().describe('One process of the client.'),
    labels: z.record(z.string(), z.string()).describe('Of the process, as the client tells them.'),
    bundles: z.record(z.string(), text).describe('Revision by the name of the bundle.'),
    path: text,
    query: text,
    input: z.unknown(),
    result: z.unknown(),
    isDefined: z.boolean().describe('False when the rule had no value.'),
    error: z.unknown(),
    requestedBy: text,
    timestamp: z.string().describe('When the client decided, by its own clock.'),
    traceId: text,
    spanId: text,
    attributes: Attributes,
    erased: z.array(z.string()).describe('Paths the client took out before it told.'),
    masked: z.array(z.string()).describe('Paths the client replaced before it told.'),
    more: z
      .record(z.string(), z.unknown())
      .describe('What else the entry said, as it came: `mapped_result`, `nd_builtin_cache`, `req_id`, members of its own.'),
    trace: text.describe('W3C traceparent.'),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'ReportedDecision' });
export type ReportedDecision = z.output<typeof ReportedDecision>;
export const ReportedDecisionPage = pageAnswer('ReportedDecisionPage', ReportedDecision);
