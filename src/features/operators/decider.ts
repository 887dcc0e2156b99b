import { decider, refuse } from '#libs/event-sourcing';
import type { OperatorCommand } from './commands.js';
import type { OperatorEvent } from './events.js';
import type { OperatorRefusalCode } from './refusals.js';

export interface OperatorState {
  readonly id: string | undefined;
  readonly name: string;
  readonly roles: readonly string[];
  readonly secretHash: string | undefined;
  /** How many secrets there were before this one. What was signed in with an earlier one is good no more. */
  readonly generation: number;
  readonly isEnded: boolean;
}

/** Why nothing can be asked of an operator. */
function absent({ id, isEnded }: OperatorState): OperatorRefusalCode | undefined {
  if (id === undefined) return 'OPERATOR_NOT_FOUND';
  return isEnded ? 'OPERATOR_ENDED' : undefined;
}

/** An operator is registered once, has one secret at a time, and ends once. */
export const operators = decider<OperatorCommand, OperatorEvent, OperatorState, OperatorRefusalCode>({
  initial: { id: undefined, name: '', roles: [], secretHash: undefined, generation: 0, isEnded: false },
  decide: {
    RegisterOperator: ({ operator, name, roles, secretHash }, { id }) =>
      id !== undefined
        ? refuse('OPERATOR_ALREADY_EXISTS')
        : [{ type: 'OperatorRegistered', operator, name, roles: [...roles], secretHash }],
    RotateOperatorSecret: ({ operator, secretHash }, state) => {
      const why = absent(state);
      return why ? refuse(why) : [{ type: 'OperatorSecretRotated', operator, secretHash }];
    },
    ChangeOperatorRoles: ({ operator, roles, reason }, state) => {
      const why = absent(state);
      if (why) return refuse(why);
      const same = roles.length === state.roles.length && roles.every((role) => state.roles.includes(role));
      return same ? [] : [{ type: 'OperatorRolesChanged', operator, roles: [...roles], reason }];
    },
    EndOperator: ({ operator, reason }, state) => {
      const why = absent(state);
      return why ? refuse(why) : [{ type: 'OperatorEnded', operator, reason }];
    },
  },
  evolve: {
    OperatorRegistered: (state, { operator, name, roles, secretHash }) => ({ ...state, id: operator, name, roles, secretHash }),
    OperatorSecretRotated: (state, { secretHash }) => ({ ...state, secretHash, generation: state.generation + 1 }),
    OperatorRolesChanged: (state, { roles }) => ({ ...state, roles }),
    OperatorEnded: (state) => ({ ...state, isEnded: true, secretHash: undefined }),
  },
});
