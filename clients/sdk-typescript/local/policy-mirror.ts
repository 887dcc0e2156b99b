import type { Json } from '#libs/event-sourcing';
import { systemClock, timeText, type Clock } from './clock.js';
import { waitAfter } from '../../contract/backoff.js';
import { decideLocally, type LocalDecision } from './local-decision.js';
import { PlanFile } from './plan-file.js';
import { checkedPolicy, trustedKeyRing, type PlanExpectation, type PolicyReference, type PulledPolicy } from './pulled-policy.js';
import type { PulledPlan, WritClient } from '../writ-client.js';

export interface MirrorOptions {
  readonly client: Pick<WritClient, 'pullPlan'>;
  /** Id of the policy to enforce, or `active` for whichever is active in the tenant. */
  readonly policy: string;
  /** Public keys (PEM). With them only plans are used that one of them signed, for this tenant and this policy. */
  readonly trustedKeys?: readonly string[];
  /** Needed with `trustedKeys`: whose policy the signature must be on. */
  readonly tenant?: string;
  /** Where the last good plan is kept, so that a restart without Writ still decides. Nowhere when left out. */
  readonly file?: string;
  /** Seconds the server may hold a question for news. Default 30. */
  readonly waitSeconds?: number;
  /** Steps of one evaluation at most; default as in Writ, about 10 ms. */
  readonly fuel?: number;
  /** Told of everything that keeps this mirror from following; it goes on with what it has. Must not throw. */
  readonly onProblem?: (problem: unknown) => void;
  /** Told when another revision is in force. Must not throw. */
  readonly onPolicy?: (policy: PolicyReference) => void;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export interface MirrorStatus {
  readonly policy: PolicyReference | undefined;
  readonly pin: string | undefined;
  /** RFC 3339 UTC: since when Writ could not be asked; undefined while it can. */
  readonly staleSince: string | undefined;
}

const WAIT_SECONDS = 30;
/** Between two questions to a server that does not hold them. */
const PACE_MS = 5_000;

/**
 * A policy's revision in force, followed and evaluated here. What Writ says counts, older revisions included; what fails a
 * check is not used, and the one before stays. Kill switches and pauses are not part of a policy: they stop what is asked of
 * Writ itself (`WritClient.decide`), not what is decided here.
 */
export class PolicyMirror {
  private pulled: PulledPolicy | undefined;
  private etag: string | undefined;
  private confirmedAt: number | undefined;
  private isStale = true;
  private readonly expected: PlanExpectation;
  private readonly file: PlanFile | undefined;
  private readonly clock: Clock;
  private readonly random: () => number;
  private readonly closing = new AbortController();
  private following: Promise<void> = Promise.resolve();

  private constructor(private readonly options: MirrorOptions) {
    const { policy, tenant, trustedKeys, fuel, file } = options;
    if (trustedKeys && tenant === undefined) throw new TypeError('trustedKeys needs the tenant whose policies they sign');
    this.expected = {
      policy,
      ...(tenant !== undefined && { tenant }),
      ...(trustedKeys && { keys: trustedKeyRing(trustedKeys) }),
      ...(fuel !== undefined && { fuel }),
    };
    this.file = file === undefined ? undefined : new PlanFile(file);
    this.clock = options.clock ?? systemClock;
    this.random = options.random ?? Math.random;
  }

  /** Resolves after the first attempt to pull, whether it worked or not: until a plan is there, everything is denied. */
  static async open(options: MirrorOptions): Promise<PolicyMirror> {
    const mirror = new PolicyMirror(options);
    await mirror.load();
    mirror.following = mirror.follow(await mirror.attempt(0));
    return mirror;
  }

  /** The input is not changed and not kept. Never throws: without an answer of the policy the verdict is DENY. */
  decide(input: Json): LocalDecision {
    const since = this.isStale && this.pulled ? this.confirmedAt : undefined;
    return decideLocally(this.pulled, input, this.clock.now(), since);
  }

  get status(): MirrorStatus {
    const since = this.isStale ? this.confirmedAt : undefined;
    return {
      policy: this.pulled?.reference,
      pin: this.pulled?.pin,
      staleSince: since === undefined ? undefined : timeText(since),
    };
  }

  /** Stops following; decisions go on with what is there. */
  async close(): Promise<void> {
    this.closing.abort();
    await this.following;
  }

  private async follow(first: unknown): Promise<void> {
    const { signal } = this.closing;
    for (let failure = first, failures = failure === undefined ? 0 : 1; !signal.aborted;) {
      if (failures > 0) await this.clock.wait(waitAfter(failure, failures, this.random()), signal);
      const asked = this.clock.now();
      const before = this.etag;
      // After a failure the answer should come at once: it says whether what is used is still right.
      const wait = failures > 0 ? 0 : (this.options.waitSeconds ?? WAIT_SECONDS);
      failure = await this.attempt(wait);
      failures = failure === undefined ? 0 : failures + 1;
      const isNews = this.etag !== before || this.clock.now() - asked >= wait * 500;
      if (failure === undefined && wait > 0 && !isNews) await this.clock.wait(PACE_MS, signal);
    }
  }

  /** Undefined when what is used is what Writ says now, else why that is not known. */
  private async attempt(waitSeconds: number): Promise<unknown> {
    const { client, policy } = this.options;
    const { signal } = this.closing;
    if (signal.aborted) return undefined;
    try {
      const pulled = await client.pullPlan(policy, { waitSeconds, signal, ...(this.etag !== undefined && { etag: this.etag }) });
      if (pulled) await this.adopt(pulled);
      await this.confirm(pulled === undefined);
      return undefined;
    } catch (error) {
      if (signal.aborted) return undefined;
      this.isStale = true;
      this.tell(error);
      return error;
    }
  }

  /** Kept on disk before it is used: a restart never falls back behind a revision that has decided. */
  private async adopt({ answer, etag }: PulledPlan): Promise<void> {
    const pulled = checkedPolicy(answer, this.expected);
    await this.file
      ?.write(answer, this.clock.now())
      .catch((cause: unknown) => this.tell(new Error('the plan is not kept on disk', { cause })));
    // Without a tag every question is answered with the whole plan again, which is only slow.
    this.etag = etag === '' ? undefined : etag;
    this.use(pulled);
  }

  private use(pulled: PulledPolicy): void {
    const before = this.pulled?.reference;
    this.pulled = pulled;
    const { reference } = pulled;
    if (before?.digest !== reference.digest || before.revision !== reference.revision) this.options.onPolicy?.(reference);
  }

  private async confirm(isUnchanged: boolean): Promise<void> {
    this.confirmedAt = this.clock.now();
    this.isStale = false;
    if (isUnchanged) await this.file?.confirm(this.confirmedAt).catch(() => undefined);
  }

  private async load(): Promise<void> {
    try {
      const kept = await this.file?.read();
      if (!kept) return;
      // Its tag is not kept: the first question is for the whole plan, so that the file alone never decides what is current.
      this.use(checkedPolicy(kept.answer, this.expected));
      this.confirmedAt = kept.confirmedAt;
    } catch (cause) {
      this.tell(new Error('the plan on disk is not used', { cause }));
    }
  }

  private tell(problem: unknown): void {
    this.options.onProblem?.(problem);
  }
}
