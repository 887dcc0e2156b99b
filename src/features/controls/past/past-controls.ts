import { Inject, Injectable } from '@nestjs/common';
import { fromRecorded, type EventStore, type RecordedEvent } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import type { PastControlView } from '../answers.js';
import { TENANT_CONTROLS } from '../contract.js';
import { controlEvents, type SwitchEvent } from '../events.js';

const PAGE = 500;

/** The stream is what people did by hand, and is read as every server reads it when it starts. */
@Injectable()
export class PastControls {
  constructor(@Inject(EVENT_STORE) private readonly store: EventStore) {}

  /** The kills and pauses that were in force at this revision of the tenant's controls, oldest first, and what became of them since. */
  async at(tenant: string, revision: number): Promise<PastControlView[]> {
    const standing = new Map<string, PastControlView>();
    let then: PastControlView[] | undefined;
    for (let from = 0; ; from += PAGE) {
      const events = await this.store.readStream(tenant, TENANT_CONTROLS, from, PAGE);
      for (const event of events) {
        if (event.revision > revision) then ??= [...standing.values()];
        if (then?.every(({ liftedAt }) => liftedAt !== null)) return then;
        follow(standing, event);
      }
      if (events.length < PAGE) return then ?? [...standing.values()];
    }
  }
}

function follow(standing: Map<string, PastControlView>, recorded: RecordedEvent): void {
  const event = fromRecorded(controlEvents, recorded);
  if (event === undefined || !('scope' in event)) return;
  const effect = event.type === 'KillSwitchEngaged' || event.type === 'KillSwitchReleased' ? 'kill' : 'pause';
  const key = JSON.stringify([effect, event.scope, event.target]);
  if (event.type === 'KillSwitchEngaged' || event.type === 'TrafficPaused') {
    standing.set(key, setBy(effect, event, recorded));
    return;
  }
  const lifted = standing.get(key);
  // Whoever looks at a moment before it holds the same object.
  if (lifted) Object.assign(lifted, { liftedBy: recorded.actor.id, liftedAt: recorded.at, liftedReason: event.reason });
  standing.delete(key);
}

function setBy(effect: 'kill' | 'pause', event: SwitchEvent, { actor, at, position }: RecordedEvent): PastControlView {
  const { scope, target, reason } = event;
  const set = { effect, scope, target, reason, setBy: actor.id, setAt: at, position };
  return { ...set, liftedBy: null, liftedAt: null, liftedReason: null };
}
