// Hash functions are pure; node:crypto is the only implementation at hand that is both fast and reviewed.
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { spendText } from '../fuel.js';
import { bytesOfText } from '../texts/byte-texts.js';
import { type Arg, type Family, text } from '../operand-checks.js';

function hash(algorithm: string): (value: Arg) => string {
  return (value) => {
    spendText(text(value, 1).length + 256);
    return createHash(algorithm)
      .update(bytesOfText(text(value, 1)))
      .digest('hex');
  };
}

function hmac(algorithm: string): (value: Arg, key: Arg) => string {
  return (value, key) => {
    spendText(text(value, 1).length + text(key, 2).length + 512);
    return createHmac(algorithm, bytesOfText(text(key, 2)))
      .update(bytesOfText(text(value, 1)))
      .digest('hex');
  };
}

function equalMacs(a: Arg, b: Arg): boolean {
  spendText(text(a, 1).length + text(b, 2).length);
  const [left, right] = [bytesOfText(text(a, 1)), bytesOfText(text(b, 2))];
  return left.length === right.length && timingSafeEqual(left, right);
}

export const CRYPTO: Family = {
  'crypto.md5': hash('md5'),
  'crypto.sha1': hash('sha1'),
  'crypto.sha256': hash('sha256'),
  'crypto.hmac.md5': hmac('md5'),
  'crypto.hmac.sha1': hmac('sha1'),
  'crypto.hmac.sha256': hmac('sha256'),
  'crypto.hmac.sha512': hmac('sha512'),
  'crypto.hmac.equal': equalMacs,
};
