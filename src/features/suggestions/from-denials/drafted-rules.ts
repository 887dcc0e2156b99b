import { Inject, Injectable } from '@nestjs/common';
import { decisionEvents } from '#features/decisions/contract';
import { PolicyRevisions, PolicyTools, type RevisionSource } from '#features/policies/contract';
import { Candidates, DecidingAgain, type AgainPlan } from '#features/replays/contract';
import {
  fromRecorded,
  isRefusal,
  refuse,
  type EventStore,
  type JsonObject,
  type RecordedEvent,
  type Refusal,
} from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import type { Json as MutableJson } from '#libs/policy-engine';
import { toolIn } from '#libs/policy-tasks';
import type { DraftedRule, DraftedRules } from '../answers.js';

const DRAFT = toolIn<typeof import('../tasks/draft-edits.task.js')>('../tasks/draft-edits.task.js', import.meta.url);
/** Positions that are looked at, the newest. */
const MOST_POSITIONS = 5_000;
/** Denied so often, a tool is somebody's need. */
const OFTEN = 3;
const [MOST_TOOLS, TRIED_ON, TESTED_CALLS] = [5, 1_000, 3];
const NOTE =
  'Nothing is applied, and a rule that asks people is a draft: whether the tool may be used at all is for somebody to say. To take one, send its modules with data to POST /v1/policies/{id}/revisions.';

interface Denied {
  readonly tool: string;
  readonly calls: { readonly position: number; readonly input: JsonObject }[];
  readonly agents: Set<string>;
}

/** Rules for tools that a policy keeps denying because it says nothing of them. */
@Injectable()
export class DenialDrafts {
  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PolicyRevisions) private readonly revisions: PolicyRevisions,
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(Candidates) private readonly candidates: Candidates,
    @Inject(DecidingAgain) private readonly again: DecidingAgain,
  ) {}

  async draft(tenant: string, policy: string, revision: number): Promise<DraftedRules | Refusal> {
    const source = await this.revisions.source(tenant, policy, revision);
    if (!source) return refuse('POLICY_REVISION_NOT_FOUND');
    const { position: to } = await this.store.head(tenant);
    const from = Math.max(1, to - MOST_POSITIONS + 1);
    const { events } = await this.store.readTypes(tenant, from, MOST_POSITIONS, ['DecisionRecorded']);
    const items: DraftedRule[] = [];
    for (const denied of deniedIn(events, policy).slice(0, MOST_TOOLS)) {
      const drafted = await this.drafted(tenant, source, denied, { from, to });
      if (isRefusal(drafted)) return drafted;
      if (drafted) items.push(drafted);
    }
    return { policy, revision, data: source.data, items, considered: events.length, note: NOTE };
  }

  /** Where a rule of the policy denies, and not its default, the rule in front would be a conflict: its tests fail, and it is none. */
  private async drafted(
    tenant: string,
    revision: RevisionSource,
    { tool, calls, agents }: Denied,
    range: { readonly from: number; readonly to: number },
  ): Promise<DraftedRule | Refusal | undefined> {
    const { modules, tests, data, entrypoint } = revision;
    const order = {
      source: { modules, tests, data: data as MutableJson, entrypoint },
      tool,
      fired: [],
      conditions: [`input.tool == ${JSON.stringify(tool)}`],
      says: `People are asked about ${tool}`,
      recorded: { verdict: 'REQUIRE_APPROVAL', rule: `asks-about-${tool}`, reason: `a person decides about ${tool}` },
      inputs: calls.slice(0, TESTED_CALLS).map(({ input }) => input),
    };
    const drafts = await this.tools.run(tenant, DRAFT, order);
    if (isRefusal(drafts)) return drafts.refused === 'POLICY_TOOLS_BUSY' ? drafts : undefined;
    const [draft] = drafts;
    if (!draft) return undefined;
    const candidate = await this.candidates.find(tenant, { modules: { ...draft.modules }, data, entrypoint } as never);
    if (isRefusal(candidate) || !candidate) return undefined;
    const filter = { agents: null, tools: null, sessions: null, labels: null, verdicts: null };
    const plan: AgainPlan = { filter, baseline: revision.reference, candidate, seed: tool, listed: TRIED_ON };
    const work = `draft ${revision.reference.digest} ${candidate.digest}`;
    const tried = calls.slice(0, TRIED_ON).map(({ position }) => position);
    const compared = await this.again.compare({ tenant, work, plan, positions: tried });
    const asks = compared.filter((each) => each?.after.verdict === 'REQUIRE_APPROVAL').length;
    const { tallied } = await this.again.tally({ tenant, work, plan, ...range, most: TRIED_ON });
    const isOfOthers = tallied.tools.some(({ name }) => name !== tool);
    if (isOfOthers || asks === 0) return undefined;
    const { diff, modules: whole, testFile: test } = draft;
    const replayed = { asks, of: tried.length, decisions: tallied.decisions };
    return { tool, denials: calls.length, agents: agents.size, diff, modules: { ...whole }, test, replayed };
  }
}

/** By tool, the most often denied first. */
function deniedIn(events: readonly RecordedEvent[], policy: string): Denied[] {
  const byTool = new Map<string, Denied>();
  for (const event of events) {
    const known = fromRecorded(decisionEvents, event);
    if (known?.type !== 'DecisionRecorded' || typeof known.input !== 'object' || known.input === null) continue;
    if (known.code !== 'POLICY_DENIED' || known.policy?.id !== policy) continue;
    const { tool, agent } = known.input;
    const denied = byTool.get(tool) ?? { tool, calls: [], agents: new Set<string>() };
    byTool.set(tool, denied);
    denied.calls.push({ position: event.position, input: known.input as unknown as JsonObject });
    denied.agents.add(agent.id);
  }
  return [...byTool.values()]
    .filter(({ calls }) => calls.length >= OFTEN)
    .toSorted((one, other) => other.calls.length - one.calls.length || (one.tool < other.tool ? -1 : 1));
}
