import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { decisionEvents } from '#features/decisions/contract';
import { PolicyPlans, PolicyTools, PolicyUnusableError } from '#features/policies/contract';
import type { FoundDifferences } from '#features/replays/contract';
import { digestOf } from '#libs/evidence';
import {
  fromRecorded,
  isRefusal,
  refuse,
  type EventStore,
  type Json,
  type JsonObject,
  type RecordedEvent,
  type Refusal,
} from '#libs/event-sourcing';
import { parseJson } from '#libs/exact-json';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import type { Json as MutableJson } from '#libs/policy-engine';
import { toolIn } from '#libs/policy-tasks';
import type { Suggestion, Suggestions } from './answers.js';
import { kindsOf, type DifferencesOfAKind } from './grouped-differences.js';
import type { SuggestionRefusalCode } from './refusals.js';
import { ReplayedEdit } from './replayed-edit.js';
import { conditionsFor } from './writing/call-conditions.js';
import { answerOf } from './writing/strategies.js';

const DRAFT = toolIn<typeof import('./tasks/draft-edits.task.js')>('./tasks/draft-edits.task.js', import.meta.url);
/** Kinds of differences that something is looked for, and how long nothing new is begun after that. */
const MOST_KINDS = 8;
const BEGINS_WITHIN_MS = 15_000;
/** Other calls of the tool that a condition must not hold for; calls in tests, and characters of one. */
const OTHER_CALLS = 500;
const TESTED_CALLS = 3;
const MOST_CHARACTERS = 16_384;
const REMEMBERED = 200;
const NOTE =
  'Nothing is applied. To take one, send its modules with data and entrypoint to POST /v1/policies/{id}/revisions, and have it reviewed and published as any other.';

interface Text {
  readonly modules: Readonly<Record<string, string>>;
  readonly tests: Readonly<Record<string, string>>;
  readonly data: Json;
  readonly entrypoint: string;
}

/** Looks for edits of a candidate, and shows those that work and loosen nothing. */
@Injectable()
export class SuggestionDesk {
  /** What was found for a kind of differences of a candidate; the same differences lead to the same. */
  private readonly known = new LRUCache<string, readonly Suggestion[]>({ max: REMEMBERED });

  constructor(
    @Inject(EVENT_STORE) private readonly store: EventStore,
    @Inject(PolicyPlans) private readonly plans: PolicyPlans,
    @Inject(PolicyTools) private readonly tools: PolicyTools,
    @Inject(ReplayedEdit) private readonly edits: ReplayedEdit,
  ) {}

  async suggest(tenant: string, work: string, found: FoundDifferences): Promise<Suggestions | Refusal> {
    const { id, revision, digest } = found.plan.candidate;
    const text = await this.textOf(tenant, digest);
    if (!text) return refuse<SuggestionRefusalCode>('SUGGESTIONS_WITHOUT_TEXT');
    const began = performance.now();
    const kinds = kindsOf(found.differences);
    const items: Suggestion[] = [];
    let [untried, without] = [0, 0];
    for (const [n, kind] of kinds.entries()) {
      const key = digestOf([tenant, work, digest, ...kind.map(({ position }) => position)].join('\n'));
      const known = this.known.get(key);
      if (!known && (n >= MOST_KINDS || performance.now() - began > BEGINS_WITHIN_MS)) {
        untried += 1;
        continue;
      }
      const suggested = known ?? (await this.tried(tenant, work, found, kind, text));
      if (isRefusal(suggested)) return suggested;
      this.known.set(key, suggested);
      if (suggested.length === 0) without += 1;
      items.push(...suggested);
    }
    return { candidate: { id, revision }, data: text.data, entrypoint: text.entrypoint, items, untried, without, note: NOTE };
  }

  private async tried(
    tenant: string,
    work: string,
    found: FoundDifferences,
    kind: DifferencesOfAKind,
    text: Text,
  ): Promise<readonly Suggestion[] | Refusal> {
    const [first] = kind;
    const recorded = answerOf(first.before);
    const calls = (
      await this.store.readPositions(
        tenant,
        kind.map(({ position }) => position),
      )
    ).flatMap(inputOf);
    const inputs = calls.filter((input) => JSON.stringify(input).length <= MOST_CHARACTERS).slice(0, TESTED_CALLS);
    if (!recorded || inputs.length === 0) return [];
    const conditions = conditionsFor(calls, await this.otherCalls(tenant, found, first.tool), missingIn(kind));
    const fired = (first.after.why?.fired ?? []).map(({ rule, file, row }) => ({ rule, file, row }));
    const source = { ...text, data: text.data as MutableJson };
    const drafts = await this.tools.run(tenant, DRAFT, { source, tool: first.tool, fired, conditions, recorded, inputs });
    if (isRefusal(drafts)) return drafts.refused === 'POLICY_TOOLS_BUSY' ? drafts : [];
    const { data, entrypoint } = text;
    const suggested: Suggestion[] = [];
    for (const { strategy, says, diff, modules, testFile: test } of drafts) {
      const replayed = await this.edits.replayed(tenant, work, found, kind, { modules, data, entrypoint });
      if (replayed) suggested.push({ strategy, says, about: subjectOf(kind), diff, modules: { ...modules }, test, replayed });
    }
    return suggested;
  }

  /** Calls of the tool that did not differ. */
  private async otherCalls(tenant: string, { from, to, differences }: FoundDifferences, tool: string): Promise<JsonObject[]> {
    const different = new Set(differences.map(({ position }) => position));
    const { events } = await this.store.readTypes(tenant, from, OTHER_CALLS, ['DecisionRecorded']);
    return events
      .filter(({ position }) => position <= to && !different.has(position))
      .flatMap(inputOf)
      .filter((input) => input['tool'] === tool);
  }

  private async textOf(tenant: string, digest: string): Promise<Text | undefined> {
    try {
      const { tests = {}, ...rest } = parseJson((await this.plans.bytes(tenant, digest)).toString('utf8')) as unknown as Omit<
        Text,
        'tests'
      > &
        Partial<Text>;
      return { ...rest, tests };
    } catch (error) {
      if (error instanceof PolicyUnusableError) return undefined;
      throw error;
    }
  }
}

function subjectOf(kind: DifferencesOfAKind): Suggestion['about'] {
  const [{ tool, before, after, cause, severity }] = kind;
  return { tool, before: before.rule, after: after.rule, cause, severity, differences: kind.length };
}

/** Looked for by the candidate in each of these calls, and not there. */
function missingIn(kind: DifferencesOfAKind): string[] {
  if (kind[0].after.code !== 'POLICY_ERROR') return [];
  const [first, ...rest] = kind.map(({ after }) => after.why?.missing ?? []);
  return (first ?? []).filter((path) => rest.every((other) => other.includes(path)));
}

function inputOf(event: RecordedEvent): JsonObject[] {
  const known = fromRecorded(decisionEvents, event);
  const isThere = known?.type === 'DecisionRecorded' && typeof known.input === 'object' && known.input !== null;
  return isThere ? [known.input as unknown as JsonObject] : [];
}
