import { decider, refuse } from '#libs/event-sourcing';
import type { OperatorCommand } from './commands.js';
import type { OperatorEvent } from './events.js';
import type { OperatorRefusalCode } from './refusals.js';

export interface OperatorState {
  readonly id: string | undefined;
  readonly roles: readonly string[];
  readonly secretHash: string | undefined;
}

/** An operator is registered once, with roles and one secret. */
export const operators = decider<OperatorCommand, OperatorEvent, OperatorState, OperatorRefusalCode>({
  initial: { id: undefined, roles: [], secretHash: undefined },
  decide: {
    RegisterOperator: ({ operator, name, roles, secretHash }, { id }) =>
      id !== undefined
        ? refuse('OPERATOR_ALREADY_EXISTS')
        : [{ type: 'OperatorRegistered', operator, name, roles: [...roles], secretHash }],
  },
  evolve: {
    OperatorRegistered: (_, { operator, roles, secretHash }) => ({ id: operator, roles, secretHash }),
  },
});
