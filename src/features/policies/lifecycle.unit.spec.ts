import { nameBasedId } from '#libs/event-ids';
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import fc from 'fast-check';
import { handleCommand, isRefusal, StreamStates, type CommandContext } from '#libs/event-sourcing';
import { InMemoryEventStore } from '#libs/event-sourcing/testing';
import type { PolicyCommand, ReleaseRules } from './commands.js';
import { policies, publishedIn, type PolicyState } from './decider.js';
import { policyEvents, type PolicyEvent, type Quality } from './events.js';
import { policiesProjection } from './reading/policies.projection.js';
import { asked, dossierNo, GOOD, RELAXED, STRICT } from './testing/policy-story.js';

const PEOPLE = ['ann', 'rob', 'pat', 'zoe'] as const;
const STREAM = 'policy/gate';
const RUNS = 300;
const WANTED: ReleaseRules = { ...STRICT, isDossierRequired: true };

const by = fc.constantFrom(...PEOPLE);
const revision = fc.integer({ min: 1, max: 3 });
const quality = fc.constantFrom(GOOD, GOOD, GOOD, GOOD, GOOD, GOOD, { ...GOOD, score: 69 }, { ...GOOD, testsFailed: 1 });
/** Undefined: whatever is published when the command is given, as somebody who looked a moment ago would know. */
const known = fc.option(fc.option(revision, { nil: null }), { nil: undefined, freq: 9 });

/** What a failure prints: one command each, whatever was not known before being filled in by `commandFor`. */
type Ask =
  | { step: 'add'; by: string; quality: Quality }
  | { step: 'revise'; by: string; basedOn: number }
  | { step: 'submit' | 'requestChanges'; by: string; revision: number }
  | { step: 'approve'; by: string; revision: number; rules: ReleaseRules }
  | { step: 'sign'; by: string; revision: number; n: number }
  | { step: 'attach'; revision: number; n: number; against: number | null | undefined }
  | {
      step: 'publish';
      by: string;
      revision: number;
      rules: ReleaseRules;
      supersedes: number | null | undefined;
      isActive: boolean;
    }
  | { step: 'rollBack'; from: number | null };

function asks(always: boolean): fc.Arbitrary<Ask> {
  const rules = always ? fc.constantFrom(STRICT, WANTED) : fc.constantFrom(STRICT, RELAXED, WANTED);
  const step = <T extends string>(name: T) => fc.constant(name);
  return fc.oneof(
    fc.record({ step: step('add'), by, quality }),
    fc.record({ step: step('revise'), by, basedOn: revision }),
    { weight: 6, arbitrary: fc.record({ step: step('submit'), by, revision }) },
    { weight: 10, arbitrary: fc.record({ step: step('approve'), by, revision, rules }) },
    fc.record({ step: step('requestChanges'), by, revision }),
    fc.record({ step: step('sign'), by, revision, n: fc.integer({ min: 1, max: 2 }) }),
    fc.record({ step: step('attach'), revision, n: fc.integer({ min: 1, max: 2 }), against: known }),
    {
      weight: 15,
      arbitrary: fc.record({ step: step('publish'), by, revision, rules, supersedes: known, isActive: fc.boolean() }),
    },
    { weight: 2, arbitrary: fc.record({ step: step('rollBack'), from: fc.option(revision, { freq: 4 }) }) },
  );
}

function commandFor(ask: Ask, state: PolicyState): PolicyCommand {
  const [count, now] = [state.revisions.length, publishedIn(state)?.revision];
  switch (ask.step) {
    case 'add':
      return asked.add(count + 1, ask.by, ask.quality);
    case 'revise':
      return asked.revise(count + 1, Math.min(ask.basedOn, count), ask.by);
    case 'approve':
      return asked.approve(ask.revision, ask.by, ask.rules);
    case 'sign':
      return asked.sign(ask.revision, ask.n, ask.by);
    case 'attach':
      return asked.attach(ask.revision, dossierNo(ask.n, ask.against === undefined ? (now ?? null) : ask.against));
    case 'publish': {
      const { by: who, rules, isActive } = ask;
      return asked.publish(ask.revision, ask.supersedes === undefined ? (now ?? null) : ask.supersedes, {
        by: who,
        rules,
        isActive,
      });
    }
    case 'rollBack':
      return asked.rollBack(ask.from ?? now ?? 1);
    default:
      return asked[ask.step](ask.revision, ask.by);
  }
}

/** Gives the commands one after the other to a stream of its own. */
async function carriedOut(list: readonly Ask[]) {
  const store = new InMemoryEventStore();
  const states = new StreamStates(store, policyEvents, policies);
  const target = { store, states, catalogue: policyEvents, decider: policies, newId: randomUUID, nameBasedId };
  const context: CommandContext = {
    tenant: 'acme',
    actor: { kind: 'user', id: 'x' },
    correlation: null,
    causation: null,
    trace: null,
  };
  const events: PolicyEvent[] = [];
  const commands = [asked.create, () => asked.add(1), ...list.map((ask) => (state: PolicyState) => commandFor(ask, state))];
  for (const command of commands) {
    const before = (await states.load('acme', STREAM)).state;
    const handled = await handleCommand(target, context, STREAM, command(before));
    if (isRefusal(handled)) continue;
    events.push(...handled.events);
    checkPublished(handled.state);
  }
  const live = (await states.load('acme', STREAM)).state;
  const recorded = await store.readStream('acme', STREAM);
  const again = await new StreamStates(store, policyEvents, policies).refresh('acme', STREAM);
  expectThat('the recorded events fold to the live state', again.state).toStrictEqual(live);
  return { events, recorded, live };
}

function checkPublished({ revisions, publications }: PolicyState): void {
  const published = revisions.flatMap(({ status }, i) => (status === 'published' ? [i + 1] : []));
  expect(published).toStrictEqual(publications.slice(-1).map((last) => last.revision));
  expect(new Set(publications.map((each) => each.revision)).size).toBe(publications.length);
}

type Written = Extract<PolicyEvent, { type: 'PolicyRevisionAdded' | 'PolicyDataRevised' }>;

/** Told from the events alone, with none of the rules: who wrote, approved and published what. */
function checkPeople(events: readonly PolicyEvent[]): void {
  const wrote = new Map<number, Written>();
  const approvals: { revision: number; by: string }[] = [];
  for (const event of events) {
    if (event.type === 'PolicyRevisionAdded' || event.type === 'PolicyDataRevised') wrote.set(event.revision, event);
    if (event.type === 'PolicyRevisionApproved') {
      approvals.push(event);
      if (event.separationOfDuties === 'enforced') expectThat('reviewed alone', event.by).not.toBe(wrote.get(event.revision)?.by);
    }
    if (event.type !== 'PolicyPublished' || event.separationOfDuties !== 'enforced') continue;
    const reviewer = approvals.findLast((approval) => approval.revision === event.revision)?.by;
    const three = [wrote.get(event.revision)?.by, reviewer, event.by];
    expectThat(`author, reviewer and publisher: ${three.join(', ')}`, new Set(three).size).toBe(3);
    // Everything in it was approved, then or earlier, by somebody who did not write it.
    const seen: number[] = [];
    for (let at: number | undefined = event.revision; at !== undefined;) {
      seen.push(at);
      const part: Written = wrote.get(at) ?? assert.fail(`revision ${at} was published and never written`);
      expectThat(
        `what ${part.by} wrote in revision ${at} was published in ${event.revision}, and nobody else approved it`,
        approvals.some((approval) => seen.includes(approval.revision) && approval.by !== part.by),
      ).toBe(true);
      at = part.type === 'PolicyDataRevised' ? part.basedOn : undefined;
    }
  }
}

/** Told from the events alone: what a publication says of a dossier is what was attached last. */
function checkDossiers(events: readonly PolicyEvent[]): void {
  const latest = new Map<number, string>();
  for (const event of events) {
    if (event.type === 'PolicyDossierAttached') latest.set(event.revision, event.dossier);
    if (event.type === 'PolicyPublished') expect(event.dossier).toBe(latest.get(event.revision) ?? null);
  }
}

/** What operators are shown is where the rules have the revisions. */
function checkShown(recorded: Awaited<ReturnType<typeof carriedOut>>['recorded'], live: PolicyState): void {
  const shown = new Map<unknown, unknown>();
  let published: unknown = null;
  for (const event of recorded)
    for (const change of policiesProjection.when[event.type]?.(event) ?? []) {
      const cells = change.op === 'put' ? change.row : change.op === 'patch' ? { ...change.key, ...change.set } : {};
      if (change.table === 'policies_revisions' && cells['status']) shown.set(cells['revision'], cells['status']);
      if (change.table === 'policies_policies' && 'published_revision' in cells) published = cells['published_revision'];
    }
  expect([...shown.values()]).toStrictEqual(live.revisions.map(({ status }) => status));
  expect(published).toBe(publishedIn(live)?.revision ?? null);
}

describe('any sequence of steps by any of four people', () => {
  const counts = new Map<string, number>();
  const checked = (always: boolean) =>
    fc.assert(
      fc.asyncProperty(fc.array(asks(always), { minLength: 100, maxLength: 200 }), async (list) => {
        const { events, recorded, live } = await carriedOut(list);
        for (const { type } of events) counts.set(type, (counts.get(type) ?? 0) + 1);
        checkPeople(events);
        checkDossiers(events);
        checkShown(recorded, live);
      }),
      { numRuns: RUNS },
    );
  const tell = () => {
    console.info([...counts].map(([type, n]) => `${type} ${n}`).join(', '));
    for (const type of Object.keys(policyEvents))
      expectThat(`${type} happened too seldom`, counts.get(type) ?? 0).toBeGreaterThan(50);
    counts.clear();
  };

  it('under enforced rules keeps author, reviewer and publisher apart, and at most one revision published', async () => {
    await checked(true);
    tell();
  });

  it('under rules that are relaxed and enforced in between, never publishes under enforced ones what they forbid', async () => {
    await checked(false);
    tell();
  });
});
