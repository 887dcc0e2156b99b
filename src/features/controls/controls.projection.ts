import { projection, type RecordedEvent, type RowChange, type ReadTable } from '#libs/event-sourcing';
import { controlEvents, type SwitchEvent } from './events.js';

const TABLE = 'controls_set';

export const controlsTables = [
  {
    name: TABLE,
    key: ['effect', 'scope', 'target'],
    columns: {
      effect: 'text',
      scope: 'text',
      target: 'text',
      reason: 'text',
      set_by: 'text',
      set_at: 'timestamp',
      position: 'bigint',
    },
  },
] as const satisfies readonly ReadTable[];

/** What is killed and paused now, since when and by whom. */
export const controlsProjection = projection(controlEvents, {
  name: 'controls',
  version: 1,
  tables: controlsTables,
  when: {
    KillSwitchEngaged: (event, recorded) => put(event, 'kill', recorded),
    KillSwitchReleased: (event) => remove(event, 'kill'),
    TrafficPaused: (event, recorded) => put(event, 'pause', recorded),
    TrafficResumed: (event) => remove(event, 'pause'),
  },
});

function put(event: SwitchEvent, effect: string, { actor, at, position }: RecordedEvent): RowChange[] {
  const row = { ...keyOf(event, effect), reason: event.reason, set_by: actor.id, set_at: at, position };
  return [{ op: 'put', table: TABLE, row }];
}

function remove(event: SwitchEvent, effect: string): RowChange[] {
  return [{ op: 'remove', table: TABLE, key: keyOf(event, effect) }];
}

function keyOf({ scope, target }: SwitchEvent, effect: string): { effect: string; scope: string; target: string } {
  return { effect, scope, target: target ?? '' };
}
