import { describe, expect, it } from '@jest/globals';
import { GENESIS_CHAIN } from '#libs/evidence';
import { damageOf } from './ledger-damage.js';

const nothing = { position: 0, chain: GENESIS_CHAIN };
const at = (position: number, chain = `chain-${position}`) => ({ position, chain });

describe('the end of a ledger', () => {
  it('is sound when the head is the last event', () => {
    expect(damageOf(at(4), at(4))).toBeUndefined();
    expect(damageOf(nothing, nothing)).toBeUndefined();
  });

  it('is a cut tail when the head counts events that are not there', () => {
    expect(damageOf(at(9), at(4))).toStrictEqual({ reason: 'tail-cut', position: 5 });
    expect(damageOf(at(9), nothing)).toStrictEqual({ reason: 'tail-cut', position: 1 });
  });

  it('is another head when its chain or its position alone was changed, or when it was set back or removed', () => {
    expect(damageOf(at(4, 'other'), at(4))).toStrictEqual({ reason: 'head-mismatch', position: 4 });
    expect(damageOf(at(9, 'chain-4'), at(4))).toStrictEqual({ reason: 'head-mismatch', position: 5 });
    expect(damageOf(at(3), at(4))).toStrictEqual({ reason: 'head-mismatch', position: 4 });
    expect(damageOf(nothing, at(4))).toStrictEqual({ reason: 'head-mismatch', position: 1 });
  });
});
