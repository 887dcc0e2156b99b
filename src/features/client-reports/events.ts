import { z } from 'zod';
import { eventTypes, type EventsOf, type Json, type JsonObject } from '#libs/event-sourcing';

/** Where one bundle of a client stands, as the client tells it. */
export const BundleState = z.object({
  /** What the client calls the bundle in its configuration. */
  name: z.string(),
  /** Revision that decides there now; null before the first one was activated. */
  revision: z.string().nullable(),
  /** Code and text of what went wrong at the last try; null when nothing did. */
  code: z.string().nullable(),
  message: z.string().nullable(),
});
export type BundleState = Readonly<z.output<typeof BundleState>>;

const text = z.string().nullable();
/** Of the input, for filters; see `attributesOf`. */
export const Attributes = z.object({ role: text, resource: text, action: text, environment: text });
export type Attributes = Readonly<z.output<typeof Attributes>>;

/** The client is the agent whose key it used; the instance is one process of it. */
const from = { client: z.string(), instance: z.string() };

export const fabricEvents = eventTypes({
  FabricClientReported: {
    schema: 1,
    says: 'Something that matters about a client changed: its version, a revision it decides by, or an error.',
    data: z.object({
      ...from,
      /** Of OPA or of our SDK. */
      version: text,
      /** Labels of the agent, by which pins may choose its revision. */
      labels: z.record(z.string(), z.string()),
      bundles: z.array(BundleState),
      /** The configuration of a client that gets it by discovery, else null. */
      discovery: BundleState.nullable(),
    }),
  },
  DecisionReported: {
    schema: 2,
    says: 'A client decided something by itself and told of it afterwards. Each decision id of a client is recorded once.',
    data: z.object({
      ...from,
      /** All of the process, `id` among them. */
      labels: z.record(z.string(), z.string()),
      decisionId: z.string(),
      /** Revision by the name of the bundle. */
      bundles: z.record(z.string(), text),
      path: text,
      query: text,
      input: z.custom<Json>(),
      result: z.custom<Json>(),
      /** False when the rule that was asked for had no value: `result` is null then, too. */
      isDefined: z.boolean(),
      error: z.custom<Json>(),
      requestedBy: text,
      /** RFC 3339, as the client tells it: when it decided. */
      timestamp: z.string(),
      traceId: text,
      spanId: text,
      attributes: Attributes,
      /** Paths the client took out of the entry, and paths it replaced, before it told. */
      erased: z.array(z.string()),
      masked: z.array(z.string()),
      /** The members of the entry that have no place above, as they came; its metrics are dropped. */
      more: z.custom<JsonObject>(),
    }),
    upcasts: { 1: (data) => ({ ...data, labels: { id: data['instance'] as string }, more: {} }) },
  },
});
export type FabricEvent = EventsOf<typeof fabricEvents>;
export type DecisionReported = Extract<FabricEvent, { type: 'DecisionReported' }>;
