import type { RecordedDecision } from './recorded-decision.js';

/** Decisions by the revision that was asked for them; null where a call was stopped before any was. */
export interface DecidedBy {
  readonly policy: string | null;
  readonly revision: number | null;
  readonly decisions: number;
  /** Positions of the first and the last of them. */
  readonly from: number;
  readonly to: number;
}

type Counted = { -readonly [K in keyof DecidedBy]: DecidedBy[K] };

/** Revisions that are told one by one; what more of them decided is in the count of all decisions alone. */
const MOST = 1_000;

/** Which revisions decided what was recorded, and how much of it. */
export class Deciders {
  private readonly known = new Map<string, Counted>();
  /** Of the decision before: mostly it is the same. */
  private last: Counted | undefined;
  private isWhole = true;

  see({ policy, position }: Pick<RecordedDecision, 'policy' | 'position'>): void {
    const [id, revision] = policy ? [policy.id, policy.revision] : [null, null];
    if (this.last?.policy !== id || this.last.revision !== revision) this.last = this.of({ policy: id, revision, at: position });
    if (this.last) count(this.last, { decisions: 1, from: position, to: position });
  }

  /** Takes in those of the stretch that follows; undefined where nobody counted them. */
  merge(others: readonly DecidedBy[] | undefined): void {
    this.isWhole &&= others !== undefined;
    for (const { policy, revision, ...counted } of others ?? []) {
      const known = this.of({ policy, revision, at: counted.from });
      if (known) count(known, counted);
    }
  }

  /** By policy and revision; undefined where not all were counted. */
  rows(): DecidedBy[] | undefined {
    if (!this.isWhole) return undefined;
    return [...this.known].toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, counted]) => ({ ...counted }));
  }

  private of({ policy, revision, at }: Pick<DecidedBy, 'policy' | 'revision'> & { readonly at: number }): Counted | undefined {
    const key = policy === null ? '' : `${policy}\n${String(revision).padStart(10, '0')}`;
    const known = this.known.get(key) ?? { policy, revision, decisions: 0, from: at, to: at };
    if (this.known.size < MOST) this.known.set(key, known);
    return this.known.get(key);
  }
}

function count(known: Counted, { decisions, from, to }: Pick<DecidedBy, 'decisions' | 'from' | 'to'>): void {
  known.decisions += decisions;
  known.from = Math.min(known.from, from);
  known.to = Math.max(known.to, to);
}
