import type { RecordedEvent } from '#libs/event-sourcing';

/** A recorded event on its way to subscribers. */
export class LiveEvent {
  private encoded: string | undefined;

  constructor(readonly event: RecordedEvent) {}

  get position(): number {
    return this.event.position;
  }

  /** The event as JSON, made once for everybody it is sent to. */
  get text(): string {
    return (this.encoded ??= JSON.stringify(this.event));
  }
}
