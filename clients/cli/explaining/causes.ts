import { z } from 'zod';
import { understood } from '../../contract/reading.js';
import type { ApiClient } from '../session/api-client.js';
import { foundInPages, type PageAsked } from '../session/found-in-pages.js';
import { ifPermitted, ifThere } from '../session/if-permitted.js';
import type { ExplainedDecision } from './explained-decision.js';

const Revision = z.looseObject({
  summary: z.string(),
  status: z.string(),
  publishedAt: z.string().nullable(),
  modules: z.record(z.string(), z.string()),
  data: z.unknown(),
});
const Control = z.looseObject({
  effect: z.string(),
  scope: z.string(),
  target: z.string().nullable(),
  reason: z.string(),
  setAt: z.string(),
});
/** The same as it was at the decision, with who has lifted it since. */
const PastControl = Control.extend({ liftedAt: z.string().nullable(), liftedReason: z.string().nullable() });
const Incident = z.looseObject({
  state: z.string(),
  openedAt: z.string(),
  subject: z.string(),
  subjectId: z.string(),
  cause: z.looseObject({ kind: z.string(), on: z.string().nullable(), reached: z.number(), threshold: z.number() }),
});
const Approval = z.looseObject({
  id: z.string(),
  state: z.string(),
  expiresAt: z.string(),
  steps: z.array(
    z.looseObject({
      name: z.string(),
      roles: z.array(z.string()),
      people: z.array(z.string()),
      required: z.number(),
      given: z.number(),
      isOpen: z.boolean(),
    }),
  ),
  history: z.array(z.looseObject({ step: z.string(), at: z.string(), comment: z.string().nullable() })),
});
const Exception = z.looseObject({
  id: z.string(),
  state: z.string(),
  reason: z.string(),
  requestedAt: z.string(),
  expiresAt: z.string().nullable(),
});
const Pin = z.looseObject({ pin: z.string(), expiresAt: z.string(), reason: z.string(), setAt: z.string() });
const Limit = z.looseObject({ id: z.string(), name: z.string(), setAt: z.string() });

const list = <T extends z.ZodType>(item: T) => z.looseObject({ items: z.array(item) });
const paged = <T extends z.ZodType>(item: T) => z.looseObject({ items: z.array(item), nextCursor: z.string().nullish() });

/** What a decision points at, as far as it is there and this operator may see it. */
export interface Causes {
  readonly revision?: z.output<typeof Revision> | undefined;
  /** The kill or the pause that covers the call now; null when there is none any more. */
  readonly control?: z.output<typeof Control> | null | undefined;
  /** The one that covered the call then, where it no longer does; undefined also where the server cannot tell. */
  readonly lifted?: z.output<typeof PastControl> | undefined;
  readonly incident?: z.output<typeof Incident> | undefined;
  readonly approval?: z.output<typeof Approval> | undefined;
  readonly exception?: z.output<typeof Exception> | undefined;
  readonly pin?: z.output<typeof Pin> | undefined;
  readonly limit?: z.output<typeof Limit> | undefined;
}

export async function causesOf(client: ApiClient, decision: ExplainedDecision): Promise<Causes> {
  const [revision, controls, incident, approval, exception, pin, limit] = await Promise.all([
    revisionOf(client, decision),
    controlsOf(client, decision),
    incidentOf(client, decision),
    approvalOf(client, decision),
    exceptionOf(client, decision),
    pinOf(client, decision),
    limitOf(client, decision),
  ]);
  return { revision, ...controls, incident, approval, exception, pin, limit };
}

/** What is behind a name that Writ gives its own rules: `writ.limits.<name>`. */
export function ownRule({ rule }: Pick<ExplainedDecision, 'rule'>, kind: string): string | undefined {
  const start = `writ.${kind}.`;
  return rule.startsWith(start) ? rule.slice(start.length) : undefined;
}

async function revisionOf(client: ApiClient, { policy }: ExplainedDecision): Promise<Causes['revision']> {
  if (!policy) return undefined;
  const path = { id: policy.id, revision: policy.revision };
  const answer = await ifThere(client.get('/v1/policies/{id}/revisions/{revision}', { path }));
  return answer && understood(Revision, answer, 'revision');
}

/** What covers the call now, and what covered it then where that is another one. */
async function controlsOf(client: ApiClient, decision: ExplainedDecision): Promise<Pick<Causes, 'control' | 'lifted'>> {
  const effect = decision.code === 'KILL_SWITCH' ? 'kill' : decision.code === 'PAUSED' ? 'pause' : undefined;
  if (effect === undefined) return {};
  const answer = await ifPermitted(client.get('/v1/controls', {}));
  if (!answer) return {};
  const control = coveringIn(understood(list(Control), answer, 'list of controls').items, effect, decision) ?? null;
  if (control !== null && Date.parse(control.setAt) <= Date.parse(decision.ledger.recordedAt)) return { control };
  const path = { revision: decision.controlsRevision };
  const then = await ifThere(client.get('/v1/controls/at/{revision}', { path }));
  return { control, lifted: then && coveringIn(understood(list(PastControl), then, 'list of controls').items, effect, decision) };
}

function coveringIn<C extends z.output<typeof Control>>(
  items: readonly C[],
  effect: string,
  { rule, agent, tool, sessionId: session }: ExplainedDecision,
): C | undefined {
  const scope = rule.split('.').at(-1);
  const targets: Readonly<Record<string, string>> = { agent, tool, session };
  return items.find(
    (each) =>
      each.effect === effect &&
      each.scope === scope &&
      (!Object.hasOwn(targets, each.scope) || targets[each.scope] === each.target),
  );
}

async function incidentOf(client: ApiClient, decision: ExplainedDecision): Promise<Causes['incident']> {
  const id = ownRule(decision, 'incidents');
  if (decision.code !== 'QUARANTINED' || id === undefined) return undefined;
  const answer = await ifThere(client.get('/v1/incidents/{id}', { path: { id } }));
  return answer && understood(Incident, answer, 'incident');
}

async function approvalOf(client: ApiClient, { approval }: ExplainedDecision): Promise<Causes['approval']> {
  if (!approval) return undefined;
  const answer = await ifThere(client.get('/v1/approvals/{id}', { path: { id: approval.id }, query: {} }));
  return answer && understood(Approval, answer, 'approval');
}

async function exceptionOf(client: ApiClient, { exception }: ExplainedDecision): Promise<Causes['exception']> {
  if (exception === null) return undefined;
  const page = async (query: PageAsked) => {
    const answer = await ifPermitted(client.get('/v1/exceptions', { query }));
    return answer && understood(paged(Exception), answer, 'list of exceptions');
  };
  return foundInPages(page, ({ id }) => id === exception);
}

async function pinOf(client: ApiClient, { pin }: ExplainedDecision): Promise<Causes['pin']> {
  if (pin === null) return undefined;
  const answer = await ifPermitted(client.get('/v1/pins', {}));
  return answer && understood(list(Pin), answer, 'list of pins').items.find((each) => each.pin === pin);
}

async function limitOf(client: ApiClient, decision: ExplainedDecision): Promise<Causes['limit']> {
  const limit = ownRule(decision, 'limits');
  if (limit === undefined) return undefined;
  const page = async (query: PageAsked) => {
    const answer = await ifPermitted(client.get('/v1/limits', { query }));
    return answer && understood(paged(Limit), answer, 'list of limits');
  };
  return foundInPages(page, ({ name }) => name === limit);
}
