import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { seal, unseal } from './sealed-key.js';

const key = randomBytes(32);

describe('sealing', () => {
  it('gives back what was sealed, under any label', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.string(), (plain, label) => {
        assert.deepEqual(unseal(key, label, seal(key, label, Buffer.from(plain))), Buffer.from(plain));
      }),
    );
  });

  it('never gives the same bytes twice and never shows the plain text', () => {
    const plain = Buffer.from('a secret of some length');
    const [one, two] = [seal(key, 'l', plain), seal(key, 'l', plain)];
    assert.notDeepEqual(one, two);
    assert.ok(!one.includes(plain));
  });

  it('is undone only with the same key and label, and unaltered bytes', () => {
    const sealed = seal(key, 'label', Buffer.from('secret'));
    assert.throws(() => unseal(randomBytes(32), 'label', sealed));
    assert.throws(() => unseal(key, 'label2', sealed));
    for (let i = 0; i < sealed.length; i += 1) {
      const altered = Buffer.from(sealed);
      altered[i] = (altered[i] ?? 0) ^ 1;
      assert.throws(() => unseal(key, 'label', altered), `byte ${i}`);
    }
    for (let length = 0; length < sealed.length; length += 1)
      assert.throws(() => unseal(key, 'label', sealed.subarray(0, length)), `cut to ${length}`);
    assert.throws(() => unseal(key, 'label', Buffer.concat([sealed, Buffer.from([0])])));
  });
});
