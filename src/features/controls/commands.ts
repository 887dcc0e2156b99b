import { z } from 'zod';
import { shownText } from '#libs/operations';
import { SCOPES, type ActivePolicy, type Pin, type Scope } from './events.js';
import type { GlobalChange } from './spreading/global-changes.js';

/** Of requests that name a target. */
export const FOR_LATER = z
  .boolean()
  .default(false)
  .describe('Whether the target may be one that nobody has heard of yet; it is refused with TARGET_UNKNOWN otherwise.');

/** A kill of what no call can name would be taken for one that works. */
const NAME = /^[A-Za-z0-9_.:-]{1,128}$/;

/** Body of the four control routes. */
export const ControlRequest = z
  .strictObject({
    scope: z.enum(SCOPES).describe('What it covers: everything, this tenant, one agent, one tool or one session.'),
    target: z
      .string()
      .regex(/^[\x21-\x7e]{1,128}$/, 'must be 1 to 128 visible ASCII characters')
      .optional()
      .describe('Agent id, tool name or session id; leave out for global and tenant.'),
    reason: shownText(500).describe('Why; kept in the ledger.'),
    forLater: FOR_LATER,
  })
  .refine(({ scope, target }) => scope === 'session' || target === undefined || NAME.test(target), {
    path: ['target'],
    error: 'must be 1 to 128 letters, digits or _.:-, as agents and tools have them',
  })
  .meta({ id: 'ControlRequest' });

interface Targeted {
  readonly scope: Scope;
  readonly target: string | null;
  readonly reason: string;
}

export type PinCommand =
  /** `now` is RFC 3339 UTC. */
  | ({ readonly type: 'PinRevision'; readonly now: string } & Pin)
  | { readonly type: 'UnpinRevision'; readonly pin: string; readonly reason: string };

/** What a policy's publishing and a signing key's revocation mean for every decision: sent along in the append of either. */
export type JoinedCommand =
  | { readonly type: 'ActivatePolicy'; readonly policy: ActivePolicy }
  | { readonly type: 'DistrustPolicyKey'; readonly keyId: string; readonly reason: string };

export type SwitchCommand =
  | ({ readonly type: 'EngageKillSwitch' } & Targeted)
  | ({ readonly type: 'ReleaseKillSwitch' } & Targeted)
  | ({ readonly type: 'PauseTraffic' } & Targeted)
  | ({ readonly type: 'ResumeTraffic' } & Targeted);

/** To a tenant's stream: `told` is what was last recorded of the deployment-wide kill, or of the pause. */
export interface FollowGlobalControl {
  readonly type: 'FollowGlobalControl';
  readonly told: GlobalChange;
}

export type ControlCommand = PinCommand | SwitchCommand | JoinedCommand | FollowGlobalControl;
