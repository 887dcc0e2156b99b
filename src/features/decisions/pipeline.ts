import { covering } from '#features/controls/contract';
import { policyError, rulingOf, stopped, type Ruling as RulingBy } from '#libs/policy-answer';
import type { DecideCall } from './commands.js';
import type { DecisionCode, DecisionInput } from './events.js';

type Ruling = RulingBy<DecisionCode>;

/** Seconds after which a paused call may be asked again. */
const PAUSE_RETRY_SECONDS = 30;

type Stage = (call: DecideCall, input: DecisionInput) => Ruling | undefined;

/**
 * The order in which a call is judged; the first stage that rules ends it. Shape, identity and session binding were
 * settled before. Quarantine, limits and data-loss guards belong between the controls and the policy.
 */
const STAGES: readonly Stage[] = [killSwitch, pause, policy];

export function judge(call: DecideCall, input: DecisionInput): Ruling {
  for (const stage of STAGES) {
    const ruling = stage(call, input);
    if (ruling) return ruling;
  }
  return policyError('no stage ruled');
}

function killSwitch({ controls }: DecideCall, input: DecisionInput): Ruling | undefined {
  const kill = covering(controls.state.kills, callOf(input));
  return kill && stopped('DENY', 'KILL_SWITCH', `writ.kill-switch.${kill.scope}`, `stopped for ${kill.scope}: ${kill.reason}`);
}

function pause({ controls }: DecideCall, input: DecisionInput): Ruling | undefined {
  const paused = covering(controls.state.pauses, callOf(input));
  return (
    paused &&
    stopped('DEFER', 'PAUSED', `writ.pause.${paused.scope}`, `paused for ${paused.scope}: ${paused.reason}`, PAUSE_RETRY_SECONDS)
  );
}

function policy({ policy: active }: DecideCall, input: DecisionInput): Ruling {
  if (!active) return stopped('DENY', 'NO_ACTIVE_POLICY', 'writ.no-active-policy', 'this tenant has no published policy');
  try {
    return rulingOf(active.evaluate(input));
  } catch (error) {
    return policyError((error as Error).message);
  }
}

function callOf(input: DecisionInput): { tenant: string; agent: string; tool: string; session: string } {
  return { tenant: input.tenant, agent: input.agent.id, tool: input.tool, session: input.session.id };
}
