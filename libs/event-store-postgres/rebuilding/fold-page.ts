import type { Projection, RecordedEvent } from '#libs/event-sourcing';
import { isAboutEvents, statementsOf } from '../subscriptions/projection-round.js';
import { UnappliableEventError } from '../subscriptions/stopped-subscription.js';

/** One statement in the transaction that is open. */
export type Execute = (text: string, values: readonly unknown[]) => Promise<unknown>;
export type PassesOver = (tenant: string, subscription: string, position: number) => Promise<boolean>;

/**
 * Applies events as the worker does it: all at once, and one by one where that fails, to find which event it is. Throws
 * UnappliableEventError at one that cannot be applied and that nobody had the projection pass over.
 */
export async function foldPage(
  execute: Execute,
  projection: Projection,
  tenant: string,
  events: readonly RecordedEvent[],
  passesOver: PassesOver,
): Promise<void> {
  await execute('savepoint page', []);
  try {
    for (const { text, values } of statementsOf(projection, tenant, events)) await execute(text, values);
    await execute('release savepoint page', []);
  } catch (error) {
    if (!isAboutEvents(error)) throw error;
    await execute('rollback to savepoint page', []);
    const [event, ...others] = events as readonly [RecordedEvent, ...RecordedEvent[]];
    if (others.length > 0) for (const each of events) await foldPage(execute, projection, tenant, [each], passesOver);
    else if (!(await passesOver(tenant, projection.name, event.position)))
      throw new UnappliableEventError(event.position, event.type, ((error as Error).cause ?? error) as Error);
  }
}
