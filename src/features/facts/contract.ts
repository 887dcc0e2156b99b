import type { CommandContext, Json, Refusal, StreamState, StreamStates, StreamWrite } from '#libs/event-sourcing';
import type { z } from 'zod';
import type { FactFilter, FactValuePage } from './answers.js';
import type { CountedFact } from './counting.js';
import type { FactState } from '#libs/facts';
import type { CountEvent, countEvents } from './events.js';

export { adding, correcting, placeOf, type CountedFact, type CountPlace } from './counting.js';
export { countEvents, factEvents, type CountEvent, type FactEvent } from './events.js';

/** What counts are at this moment, group by group. */
export abstract class CountValues {
  abstract of(
    tenant: string,
    fact: Pick<CountedFact, 'digest' | 'definition'>,
    page: FactFilter,
  ): Promise<z.output<typeof FactValuePage>>;
}

/** What is written to a count, and how that leaves it. */
export interface WrittenCount {
  readonly write: StreamWrite;
  readonly leaves: StreamState<FactState>;
}

/** What counts, and the facts that policies bring along. */
export abstract class Facts {
  /** Every count of every fact, and of whatever else counts as facts do. */
  abstract readonly counts: StreamStates<typeof countEvents, FactState>;
  /** Undefined when there is nothing to write. The same cause writes the same events; it names the decision or outcome. */
  abstract written(
    stream: string,
    events: readonly CountEvent[],
    context: CommandContext,
    at: StreamState<FactState>,
    cause: string,
  ): WrittenCount | undefined;
  /** Why what a data document declares is no declaration; undefined when it is one, or declares nothing. */
  abstract unfitIn(data: Json): Refusal | undefined;
  /** What declares the facts of a policy's data document, for the append that puts the policy to work; often nothing. */
  abstract declaring(context: CommandContext, policy: string, data: Json): Promise<readonly StreamWrite[] | Refusal>;
}
