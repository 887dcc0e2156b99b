import { fromRecorded, type RecordedEvent } from '#libs/event-sourcing';
import type { ShadowView } from '../answers.js';
import { shadowEvents } from '../events.js';

/** One shadow from the events of its stream; undefined when it has none. */
export function shadowViewOf(events: readonly RecordedEvent[]): ShadowView | undefined {
  let view: ShadowView | undefined;
  for (const event of events) {
    const known = fromRecorded(shadowEvents, event);
    if (known?.type === 'ShadowStarted') {
      const { shadow: id, name, plan, by: startedBy } = known;
      const { at: startedAt, position } = event;
      const open = { endedAt: null, why: null, detail: null, digest: null };
      view = { id, state: 'running', name, plan, startedBy, startedAt, ...open, position };
    } else if (view && known?.type === 'ShadowEndRequested') view = { ...view, state: 'ending' };
    else if (view && known?.type === 'ShadowEnded') {
      const { why, detail, digest } = known;
      view = { ...view, state: 'ended', endedAt: event.at, why, detail, digest };
    }
  }
  return view;
}
