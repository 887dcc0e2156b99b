import { describe, expect, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { SignInEvent } from '../events.js';
import { signIns } from './sign-ins.decider.js';

const given = deciderSpec(signIns);
const slowed = (failures: number): SignInEvent => ({ type: 'SignInsSlowed', tenant: 'acme', operator: 'op-1', failures });
const note = (failures: number) => ({ type: 'NoteSlowedSignIns', tenant: 'acme', operator: 'op-1', failures }) as const;

describe('sign-ins that are slowed', () => {
  it('are noted each time, with how many failed in a row', () => {
    given().when(note(5)).then(slowed(5));
    given(slowed(5)).when(note(5)).then(slowed(5));
    given(slowed(5)).when(note(10)).then(slowed(10));
    expect(given(slowed(5)).when(note(10)).state()).toStrictEqual({});
  });
});
