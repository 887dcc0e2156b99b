import { Inject, Injectable } from '@nestjs/common';
import type { EventStore } from '#libs/event-sourcing';
import { EVENT_STORE } from '#libs/nest-event-sourcing';
import { StreamChanges } from '#platform/live/stream-changes';

/** Every event that can change which policy a client is given, whether it may be used, or whether the client's key is good. */
const TELLING = [
  'PolicyActivated',
  'PolicyPublished',
  'PolicyRolledBack',
  'RevisionPinned',
  'RevisionUnpinned',
  'PolicyKeyDistrusted',
  'AgentKeyIssued',
  'AgentKeyRevoked',
];

@Injectable()
export class PolicyChanges extends StreamChanges {
  constructor(@Inject(EVENT_STORE) store: EventStore) {
    super(store, TELLING);
  }
}
