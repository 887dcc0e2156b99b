import assert from 'node:assert/strict';
import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { fold, fromRecorded, type EventStore } from '#libs/event-sourcing';
import { assertLedgerIsSound } from '#libs/event-sourcing/testing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { generateSigningKey, signStatement, STATEMENT_TYPE } from '#libs/policy-signing';
import { RunningWrit } from '#test/support/running-writ';
import type { Answer } from '#test/support/writ-client';
import { PolicyPlans, PolicyRevisions } from '../contract.js';
import { policies, publishedIn, type PolicyState } from '../decider.js';
import { policyEvents } from '../events.js';
import type { RevisionStatus } from '../revision-rules.js';
import { startAnotherApi, startDyingApi, type Death } from './dying-api.js';
import { circleAt, draftOf, onRevision, startCircle, TESTED_MODULES, type ReviewCircle } from '#test/support/review-circle';
import { assertWholePublications } from './whole-publications.js';

export const POLICY = 'gate';
/** What revisions 1, 2 and 3 answer. The first two take turns in being published; the third is reviewed and signed. */
const ANSWERS = ['ALLOW', 'DENY', 'DEFER'] as const;
/** An operation that has not come to its end by then never will. */
const MOST_STEPS = 40;

export type Ask = (of: ReviewCircle) => Promise<Answer>;

export interface Operation {
  /** Brings the policy to where this can be asked for. */
  readonly prepare: () => Promise<Ask>;
  /** What it records, all in one append. */
  readonly records: readonly string[];
  /** How it is refused when it was done already; where nothing is named it is simply done again. */
  readonly whenDone?: readonly string[];
}

interface Outcome {
  /** The steps begun until the process ended, or all of them when it did not. */
  readonly steps: readonly string[];
  readonly isDead: boolean;
  readonly isDone: boolean;
}

/** A policy in a strict tenant, and APIs that end in the middle of what they do with it. */
export class CrashStage {
  private readonly key = generateSigningKey('ES256');
  private sessions = 0;

  private constructor(
    readonly writ: RunningWrit,
    readonly acme: ReviewCircle,
  ) {}

  static async set(): Promise<CrashStage> {
    const writ = await RunningWrit.start({ worker: false });
    const acme = await startCircle(writ, await writ.owner(), 'acme');
    const stage = new CrashStage(writ, acme);
    await acme.admin.post('/v1/policy-keys', { name: 'release', publicKey: stage.key.publicKey.pem });
    for (const [i, answer] of ANSWERS.entries()) {
      await draftOf(acme, POLICY, answer);
      await acme.author.post(onRevision(POLICY, i + 1, 'signatures'), { envelope: await stage.envelopeFor(i + 1) });
    }
    for (const revision of [1, 2]) {
      await stage.standAt(revision, 'approved');
      await acme.publisher.post(onRevision(POLICY, revision, 'publish'));
    }
    return stage;
  }

  async position(): Promise<number> {
    return (await this.writ.store.head(this.acme.tenant)).position;
  }

  private async stateOf(policy: string, store: EventStore = this.writ.store): Promise<PolicyState> {
    const recorded = await store.readStream(this.acme.tenant, `policy/${policy}`);
    return fold(
      policies,
      recorded.flatMap((event) => fromRecorded(policyEvents, event) ?? []),
    );
  }

  /** Another one each time, because such signatures are made with fresh randomness. */
  async envelopeFor(revision: number): Promise<object> {
    const { tenant } = this.acme;
    const { digest, planDigest, dataDigest, entrypoint } = (await this.stateOf(POLICY)).revisions[revision - 1] ?? assert.fail();
    const statement = {
      type: STATEMENT_TYPE,
      tenant,
      policy: POLICY,
      revision,
      digest,
      planDigest,
      dataDigest,
      entrypoint,
    } as const;
    return signStatement(statement, this.key.privatePem);
  }

  /** Takes a revision of the policy, whatever its status but published, to this one. */
  async standAt(revision: number, wanted: RevisionStatus, { author, reviewer } = this.acme): Promise<void> {
    for (;;) {
      const { status } = (await this.stateOf(POLICY)).revisions[revision - 1] ?? assert.fail();
      if (status === wanted) return;
      if (status === 'in_review' && wanted === 'approved') await reviewer.post(onRevision(POLICY, revision, 'approve'));
      else if (status === 'in_review' || status === 'approved')
        await reviewer.post(onRevision(POLICY, revision, 'request-changes'), { comment: 'again' });
      else await author.post(onRevision(POLICY, revision, 'submit'));
    }
  }

  /** Approves whichever of the first two revisions is not published. */
  async nextToPublish(of = this.acme): Promise<number> {
    const next = publishedIn(await this.stateOf(POLICY))?.revision === 1 ? 2 : 1;
    await this.standAt(next, 'approved', of);
    return next;
  }

  /** An API with nothing remembered; `whole` checks what it makes of the database, as told at `assertWhole`. */
  async afterRestart<T>(work: (of: ReviewCircle, whole: (from: number) => Promise<string[]>) => Promise<T>): Promise<T> {
    const api = await startAnotherApi(this.writ);
    const [store, revisions, plans] = [
      api.app.get<EventStore>(EVENT_STORE),
      api.app.get(PolicyRevisions),
      api.app.get(PolicyPlans),
    ];
    try {
      return await work(circleAt(this.acme, api.url), (from) => this.assertWhole(api.url, store, from, revisions, plans));
    } finally {
      await api.close();
    }
  }

  /**
   * The ledger is sound, every publication is whole, every revision recorded after position `from` can be read and decide, and
   * calls are decided by the published one. Gives back the types of the events after that position.
   */
  private async assertWhole(
    url: string,
    store: EventStore,
    from: number,
    revisions: PolicyRevisions,
    plans: PolicyPlans,
  ): Promise<string[]> {
    const { tenant, agent } = this.acme;
    const events = await assertLedgerIsSound(store, tenant);
    assertWholePublications(events);
    const recorded = events.slice(from);
    for (const { type, data } of recorded) {
      if (type !== 'PolicyRevisionAdded' && type !== 'PolicyDataRevised') continue;
      const source = await revisions.source(tenant, data['policy'] as string, data['revision'] as number);
      assert(source);
      expect([{ ...source.modules, ...source.tests }, source.data]).toStrictEqual([TESTED_MODULES, data['data']]);
      await plans.load(tenant, source.reference);
    }
    const active = events.findLast(({ type }) => type === 'PolicyActivated')?.data['policy'] as { id: string; revision: number };
    const { revisions: all } = await this.stateOf(active.id, store);
    const published = all.flatMap(({ status }, i) => (status === 'published' ? [i + 1] : []));
    expect(published).toStrictEqual([active.revision]);
    const { verdict, policy } = await agent.at(url).decide(`s-${(this.sessions += 1)}`, 'pay');
    expect([policy?.id, policy?.revision, verdict]).toStrictEqual([active.id, active.revision, ANSWERS[active.revision - 1]]);
    return recorded.map(({ type }) => type);
  }

  /**
   * Asks one process, which ends at this point. What it leaves whole is checked by another one, which is asked the same; where it left
   * nothing, the next that is to end a step later is that other one.
   */
  private async endAt(operation: Operation, ask: Ask, death: Death): Promise<Outcome> {
    const from = await this.position();
    const doomed = await startDyingApi(this.writ, death);
    const answer = await ask(circleAt(this.acme, doomed.url));
    const { steps, isDead } = doomed;
    await doomed.close();
    if (isDead) expectThat(`${answer.status} was told by a process that had ended`, answer.status).toBeGreaterThanOrEqual(500);
    else expectThat(JSON.stringify(answer.body), answer.status).toBeLessThan(300);
    if (isDead && (await this.position()) === from) return { steps, isDead, isDone: false };
    return this.afterRestart(async (of, whole) => {
      expectThat('all of it or nothing', await whole(from)).toStrictEqual(operation.records);
      const beforeAgain = await this.position();
      const again = await ask(of);
      const isRefused = operation.whenDone !== undefined;
      if (isRefused) expectThat(JSON.stringify(again.body), operation.whenDone?.includes(String(again.body['code']))).toBe(true);
      else expectThat(JSON.stringify(again.body), again.status).toBeLessThan(300);
      const isNothingNew = isRefused || again.body['ledger'] === null;
      expectThat('it can be repeated to its end', await whole(beforeAgain)).toStrictEqual(isNothingNew ? [] : operation.records);
      return { steps, isDead, isDone: true };
    });
  }

  /**
   * Ends the process before and after every step of the operation, each time with another process: the same request again until it was
   * done, then the next one.
   */
  async endAtEveryStep(operation: Operation): Promise<void> {
    let deaths = 0;
    let ask = await operation.prepare();
    const endAt = async (death: Death) => {
      const outcome = await this.endAt(operation, ask, death);
      if (outcome.isDone) ask = await operation.prepare();
      return outcome;
    };
    for (let step = 1; step <= MOST_STEPS; step += 1) {
      const { steps, isDead, isDone } = await endAt({ step, when: 'before' });
      if (!isDead) {
        console.info(`${deaths} deaths; steps: ${steps.join(', ')}`);
        expect(steps.filter((name) => name === 'append')).toHaveLength(1);
        return;
      }
      expectThat('nothing is done before it is appended', isDone).toBe(false);
      deaths += 1;
      // After a read is before the next step.
      if (steps.at(-1) === 'readStream') continue;
      const outcome = await endAt({ step, when: 'after' });
      expect(outcome.isDead).toBe(true);
      expectThat('done is what was appended, and nothing else', outcome.isDone).toBe(outcome.steps.at(-1) === 'append');
      deaths += 1;
    }
    assert.fail(`more than ${MOST_STEPS} steps`);
  }
}
