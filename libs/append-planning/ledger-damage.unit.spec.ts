import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { GENESIS_CHAIN } from '#libs/evidence';
import { damageOf } from './ledger-damage.js';

const nothing = { position: 0, chain: GENESIS_CHAIN };
const at = (position: number, chain = `chain-${position}`) => ({ position, chain });

describe('the end of a ledger', () => {
  it('is sound when the head is the last event', () => {
    assert.equal(damageOf(at(4), at(4)), undefined);
    assert.equal(damageOf(nothing, nothing), undefined);
  });

  it('is a cut tail when the head counts events that are not there', () => {
    assert.deepEqual(damageOf(at(9), at(4)), { reason: 'tail-cut', position: 5 });
    assert.deepEqual(damageOf(at(9), nothing), { reason: 'tail-cut', position: 1 });
  });

  it('is another head when its chain or its position alone was changed, or when it was set back or removed', () => {
    assert.deepEqual(damageOf(at(4, 'other'), at(4)), { reason: 'head-mismatch', position: 4 });
    assert.deepEqual(damageOf(at(9, 'chain-4'), at(4)), { reason: 'head-mismatch', position: 5 });
    assert.deepEqual(damageOf(at(3), at(4)), { reason: 'head-mismatch', position: 4 });
    assert.deepEqual(damageOf(nothing, at(4)), { reason: 'head-mismatch', position: 1 });
  });
});
