import assert from 'node:assert/strict';
import { expect } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { decide, fold, type Decider, type Message } from '../decider.js';
import { isRefusal } from '../refusal.js';

export interface DeciderOutcome<E extends Message, S, R extends string> {
  /** Exactly these events, in this order; none means "already so". */
  then(...events: E[]): void;
  /** Refused with this code; gives back the refusal's detail for a closer look. */
  refused(code: R): string | undefined;
  /** The state after the decision, for a closer look. Fails on a refusal. */
  state(): S;
}

export interface DeciderScenario<C extends Message, E extends Message, S, R extends string> {
  when(command: C): DeciderOutcome<E, S, R>;
}

/**
 * Given these events, when this command, then those events or a refusal:
 * `const given = deciderSpec(approval); given(requested).when(grant).then(granted);`
 */
export function deciderSpec<C extends Message, E extends Message, S, R extends string>(
  rules: Decider<C, E, S, R>,
): (...events: E[]) => DeciderScenario<C, E, S, R> {
  return (...events) => ({ when: (command) => outcome(rules, events, command) });
}

function outcome<C extends Message, E extends Message, S, R extends string>(
  rules: Decider<C, E, S, R>,
  events: readonly E[],
  command: C,
): DeciderOutcome<E, S, R> {
  const state = fold(rules, events);
  const before = structuredClone(state);
  const decided = decide(rules, command, state);
  expectThat('decide must not change the state it is given', state).toStrictEqual(before);
  return {
    // Given/when/then are the words of these specs; an outcome is never awaited.
    // oxlint-disable-next-line unicorn/no-thenable
    then: (...expected) => {
      if (isRefusal(decided)) assert.fail(`${command.type} was refused with ${decided.refused}: ${decided.detail ?? ''}`);
      expect(decided).toStrictEqual(expected);
    },
    refused: (code) => {
      if (!isRefusal(decided)) assert.fail(`${command.type} was not refused but caused ${JSON.stringify(decided)}`);
      expect(decided.refused).toBe(code);
      return decided.detail;
    },
    state: () => {
      if (isRefusal(decided)) assert.fail(`${command.type} was refused with ${decided.refused}`);
      return fold(rules, decided, state);
    },
  };
}
