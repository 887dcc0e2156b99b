import type { SimulatedDecision } from '#features/decisions/contract';
import { BoundedMap } from '#libs/bounded';
import type { RecordedEvent } from '#libs/event-sourcing';

/** Streams and decisions that are remembered; of a stream the newest few decisions that moved it otherwise. */
const REMEMBERED = 100_000;
const MOST_CAUSES = 5;
/** Streams that hold what people say of a whole tenant: no decision moves them. */
const NEVER_MOVED = /^(?!exceptions\/)[a-z-]+\/tenant$|^agent\//;

/** Which decisions would have been others, and what they moved, or did not move, that later ones stand on. */
export class Knock {
  private readonly byStream = new BoundedMap<string, readonly string[]>(REMEMBERED);
  private readonly different = new BoundedMap<string, true>(REMEMBERED);

  differs({ id }: RecordedEvent, { moved, stoodOn }: SimulatedDecision): void {
    this.different.set(id, true);
    for (const stream of new Set([...moved, ...stoodOn])) this.mark(stream, id);
  }

  /** What was recorded along with a decision that would have been another one is not as it was. */
  recordedAlong({ stream, data }: RecordedEvent): void {
    const { decision } = data;
    if (typeof decision === 'string' && this.different.get(decision)) this.mark(stream, decision);
  }

  causesOf({ stoodOn }: SimulatedDecision): string[] {
    const causes = new Set(stoodOn.flatMap((stream) => this.byStream.get(stream) ?? []));
    return [...causes].slice(0, MOST_CAUSES);
  }

  private mark(stream: string, decision: string): void {
    if (NEVER_MOVED.test(stream)) return;
    const known = this.byStream.get(stream) ?? [];
    if (!known.includes(decision)) this.byStream.set(stream, [decision, ...known].slice(0, MOST_CAUSES));
  }
}
