import type { Projection, RecordedEvent, RowChange } from '#libs/event-sourcing';
import type { Control } from './events.js';

const TABLE = 'controls_set';

/** What is killed and paused now, since when and by whom. */
export const controlsProjection: Projection = {
  name: 'controls',
  version: 1,
  tables: [
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
  ],
  when: {
    KillSwitchEngaged: (event) => put(event, 'kill'),
    KillSwitchReleased: (event) => remove(event, 'kill'),
    TrafficPaused: (event) => put(event, 'pause'),
    TrafficResumed: (event) => remove(event, 'pause'),
  },
};

function put(event: RecordedEvent, effect: string): RowChange[] {
  const { reason } = event.data as unknown as Control;
  return [
    {
      op: 'put',
      table: TABLE,
      row: { ...keyOf(event, effect), reason, set_by: event.actor.id, set_at: event.at, position: event.position },
    },
  ];
}

function remove(event: RecordedEvent, effect: string): RowChange[] {
  return [{ op: 'remove', table: TABLE, key: keyOf(event, effect) }];
}

function keyOf(event: RecordedEvent, effect: string): { effect: string; scope: string; target: string } {
  const { scope, target } = event.data as unknown as Control;
  return { effect, scope, target: target ?? '' };
}
