import { refusals } from '#libs/event-sourcing';

export const controlRefusals = refusals({
  CONTROL_ALREADY_SET: {
    kind: 'conflict',
    says: 'This scope and target is already killed or paused.',
    fix: 'Nothing to do: `GET /v1/controls` shows since when and why.',
  },
  CONTROL_NOT_SET: {
    kind: 'conflict',
    says: 'This scope and target is not killed or paused.',
    fix: 'See `GET /v1/controls` for what is set; scope and target must match exactly.',
  },
  CONTROL_TARGET_INVALID: {
    kind: 'invalid',
    says: 'The target does not fit the scope.',
    fix: 'Scopes agent, tool and session need a target; global needs none; tenant takes only a tenant you govern.',
  },
  TARGET_UNKNOWN: {
    kind: 'unprocessable',
    says: 'Nobody has heard of the target, so that nothing would be stopped or pinned.',
    fix: 'Correct the name; those most like it are in `didYouMean`. For what comes later send it with `forLater: true` (`--for-later`).',
  },
  CONTROL_NOT_EVERYWHERE: {
    kind: 'unavailable',
    says: 'The deployment-wide change is recorded and in force for the tenants that have it, but some do not have it yet.',
    fix: 'Those in `tenants` follow by themselves as soon as their ledgers take it. Send the same request again: it answers with `CONTROL_ALREADY_SET` or `CONTROL_NOT_SET` once every tenant has it.',
  },
  ALREADY_PINNED: {
    kind: 'conflict',
    says: 'A pin for exactly this agent, session or label holds.',
    fix: 'Lift the pin named in `detail` first, or let it expire.',
  },
  TOO_MANY_PINS: {
    kind: 'conflict',
    says: 'As many pins hold as may hold at a time.',
    fix: 'Lift those that are no longer needed.',
  },
  PIN_NOT_FOUND: { kind: 'not-found', says: 'There is no such pin in your tenant.', fix: 'See `GET /v1/pins`.' },
});
export type ControlRefusalCode = keyof typeof controlRefusals;
