import type { CommandContext, Json, Refusal, StreamStates, StreamWrite } from '#libs/event-sourcing';
import type { Page } from '#platform/http/paging';
import type { FactFilter, FactValue } from './answers.js';
import type { CountedFact } from './counting.js';
import type { FactState } from '#libs/facts';
import type { countEvents } from './events.js';

export { adding, placeOf, writeTo, type CountedFact, type CountPlace } from './counting.js';
export { countEvents, factEvents, type CountEvent, type FactEvent } from './events.js';

/** What counts are at this moment, group by group. */
export abstract class CountValues {
  abstract of(tenant: string, fact: Pick<CountedFact, 'digest' | 'definition'>, page: FactFilter): Promise<Page<FactValue>>;
}

/** What counts, and the facts that policies bring along. */
export abstract class Facts {
  /** Every count of every fact, and of whatever else counts as facts do. */
  abstract readonly counts: StreamStates<typeof countEvents, FactState>;
  /** Why what a data document declares is no declaration; undefined when it is one, or declares nothing. */
  abstract unfitIn(data: Json): Refusal | undefined;
  /** What declares the facts of a policy's data document, for the append that puts the policy to work; often nothing. */
  abstract declaring(context: CommandContext, policy: string, data: Json): Promise<readonly StreamWrite[] | Refusal>;
}
