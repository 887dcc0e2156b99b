import { refusals } from '#libs/event-sourcing';

export const projectionRefusals = refusals({
  PROJECTION_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no projection or reaction of that name.',
    fix: 'Look at `GET /v1/projections`, which lists them.',
  },
  PROJECTION_NOT_STOPPED: {
    kind: 'conflict',
    says: 'The list or reaction does not stand still before this event.',
    fix: 'Look at `GET /v1/projections` again: it may have gone on, or stand before another event.',
  },
  PROJECTION_NEVER_PAUSED: {
    kind: 'conflict',
    says: 'This one is never paused: what is paused is told by it, or a kill of everything reaches the tenants by it.',
    fix: 'Pause what you meant to; `GET /v1/projections` lists them.',
  },
  PROJECTION_HAS_NO_ROWS: {
    kind: 'conflict',
    says: 'A reaction does something because of events and keeps no rows, so there is nothing to compare or to make anew.',
    fix: 'Verify or rebuild a list; `kind` in `GET /v1/projections` says which are lists.',
  },
  PROJECTION_RUN_NOT_UNDER_WAY: {
    kind: 'conflict',
    says: 'Nothing is being done about the rows of this projection, so there is nothing to cancel.',
    fix: 'Look at `GET /v1/projections`: what was under way may be over, and is told there.',
  },
  PROJECTION_BUSY: {
    kind: 'conflict',
    says: 'The rows of this projection are being verified or rebuilt.',
    fix: 'Wait until that is over, or cancel it; `run` in `GET /v1/projections` says how far it is.',
  },
});
export type ProjectionRefusalCode = keyof typeof projectionRefusals;
