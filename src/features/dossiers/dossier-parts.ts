import { Inject, Injectable } from '@nestjs/common';
import { PolicyProofs } from '#features/invariants/contract';
import { PolicyWorkbench } from '#features/policy-workbench/contract';
import type { RevisionSource } from '#features/policies/contract';
import { FinishedReplays, type FinishedReplay } from '#features/replays/contract';
import { ShadowsOfPolicy } from '#features/shadows/contract';
import { isRefusal, refuse, type Refusal } from '#libs/event-sourcing';
import type { DossierRefusalCode } from './refusals.js';

type Answered<T> = Exclude<T, Refusal | undefined>;
type AnswerOf<F extends (...given: never[]) => Promise<unknown>> = Answered<Awaited<ReturnType<F>>>;

/** What is found out for a dossier; null where there is nothing to be found, the reason where finding it cost too much. */
export interface Parts {
  readonly tests: AnswerOf<PolicyWorkbench['check']> | Unanswered;
  readonly structure: AnswerOf<PolicyWorkbench['diff']> | Unanswered | null;
  readonly meaning: AnswerOf<PolicyProofs['semanticDiff']> | Unanswered | null;
  readonly invariants: AnswerOf<PolicyProofs['check']> | Unanswered | null;
  readonly history: FinishedReplay | null;
  readonly shadow: AnswerOf<ShadowsOfPolicy['newestOf']> | null;
}

/** A part that could not be answered, within the limits of the tools or by what is declared: its dossier says so, and is one all the same. */
export interface Unanswered {
  readonly unanswered: string;
  readonly detail: string | null;
}

export function isAnswered<T extends object>(part: T | Unanswered | null): part is T {
  return part !== null && !('unanswered' in part);
}

/** No invariant is declared: then there is nothing to be checked. */
const NOTHING = 'INVARIANTS_MISSING';
/** Said in the dossier: nobody who asks for one could say it otherwise. */
const SAID: ReadonlySet<string> = new Set(['POLICY_TOO_COSTLY', 'INVARIANT_PARAMETER_MISSING']);

/** Asks each who knows. One after the other: all of them wait for the same processes. */
@Injectable()
export class DossierParts {
  constructor(
    @Inject(PolicyWorkbench) private readonly workbench: PolicyWorkbench,
    @Inject(PolicyProofs) private readonly proofs: PolicyProofs,
    @Inject(FinishedReplays) private readonly replays: FinishedReplays,
    @Inject(ShadowsOfPolicy) private readonly shadows: ShadowsOfPolicy,
  ) {}

  async of(
    tenant: string,
    { policy, revision, reference }: RevisionSource,
    against: number | null,
    replay: string | undefined,
  ): Promise<Parts | Refusal> {
    const history = await this.history(tenant, reference, replay);
    if (isRefusal(history)) return history;
    const tests = settled(await this.workbench.check(tenant, policy, revision));
    if (isRefusal(tests)) return tests;
    const structure = against === null ? null : settled(await this.workbench.diff(tenant, policy, revision, against));
    if (isRefusal(structure)) return structure;
    const compared = { policy, revision, inputs: 'decision' as const };
    const meaning = against === null ? null : settled(await this.proofs.semanticDiff(tenant, { ...compared, against }));
    if (isRefusal(meaning)) return meaning;
    const baseline = against === null ? undefined : { policy, revision: against };
    const checked = await this.proofs.check(tenant, { ...compared, ...(baseline && { baseline }) });
    const invariants = isRefusal(checked) && checked.refused === NOTHING ? null : settled(checked);
    if (isRefusal(invariants)) return invariants;
    const { planDigest, dataDigest } = reference;
    const shadow = (await this.shadows.newestOf(tenant, { planDigest, dataDigest })) ?? null;
    return { tests, structure, meaning, invariants, history, shadow };
  }

  private async history(
    tenant: string,
    { planDigest, dataDigest }: RevisionSource['reference'],
    replay: string | undefined,
  ): Promise<FinishedReplay | null | Refusal> {
    if (replay === undefined) return (await this.replays.newestOf(tenant, { planDigest, dataDigest })) ?? null;
    const found = await this.replays.find(tenant, replay);
    const candidate = found?.plan.candidate;
    if (found && candidate?.planDigest === planDigest && candidate.dataDigest === dataDigest) return found;
    return refuse('DOSSIER_REPLAY_UNFIT' satisfies DossierRefusalCode);
  }
}

function settled<T extends object>(answer: T | Refusal): T | Unanswered | Refusal {
  if (!isRefusal(answer) || !SAID.has(answer.refused)) return answer;
  return { unanswered: answer.refused, detail: answer.detail ?? null };
}
