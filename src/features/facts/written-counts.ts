import { nameBasedId } from '#libs/event-ids';
import { evolve, toNewEvents, type CommandContext, type StreamState } from '#libs/event-sourcing';
import type { FactState } from '#libs/facts';
import type { WrittenCount } from './contract.js';
import { counts } from './counts.js';
import { countEvents, type CountEvent } from './events.js';

/** The write, and how it leaves the count; undefined when there is nothing to write. The same cause writes the same events. */
export function writtenCount(
  stream: string,
  events: readonly CountEvent[],
  context: CommandContext,
  at: StreamState<FactState>,
  cause: string,
): WrittenCount | undefined {
  if (events.length === 0) return undefined;
  let made = 0;
  const newId = () => nameBasedId(`writ/fact\n${cause}\n${stream}\n${(made += 1)}`);
  let { state } = at;
  for (const event of events) state = evolve(counts, state, event);
  return {
    write: { stream, expect: at.revision, events: toNewEvents(countEvents, context, events, newId) },
    leaves: { state, revision: at.revision + events.length },
  };
}
