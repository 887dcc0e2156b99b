import type { Value } from '../../../values.js';
import { type EdgeFamily, type EdgeInput, crossed } from './edge-inputs.js';
import { JWKS, PUBLIC_KEYS, TOKENS } from './jwt-tokens.js';

const BASE64 = [
  'q+s=',
  'q/s',
  'q-s=',
  'q_s',
  '-+_/',
  'YT9-',
  'YQ==',
  'YQ',
  'YQ=',
  'Y',
  'YQ==\n',
  'Y\nQ==',
  'YQ\r\n==',
  ' YQ==',
  'YQ==YQ==',
  'YR==',
  '/wCA',
  '_wCA',
  '4oKs',
  'w6k=',
  '====',
  '=',
  'YWI\n',
  'YQ\n',
].map((text) => [text]);
const PLAIN_UUID = '6fa459ea-ee8a-4ca4-894e-db77e160355e';
const UUIDS = [
  PLAIN_UUID,
  PLAIN_UUID.toUpperCase(),
  `{${PLAIN_UUID}}`,
  `{${PLAIN_UUID}`,
  `${PLAIN_UUID}}`,
  `(${PLAIN_UUID}]`,
  `urn:uuid:${PLAIN_UUID}`,
  `URN:UUID:${PLAIN_UUID}`,
  `urn:uuid:{${PLAIN_UUID}}`,
  PLAIN_UUID.replaceAll('-', ''),
  `{${PLAIN_UUID.replaceAll('-', '')}}`,
  PLAIN_UUID.replace('-', ''),
  PLAIN_UUID.replace('6', 'g'),
  `\u00e9${PLAIN_UUID}`,
  '6fa459ea-ee8a4ca4894edb77e160355e',
  '00000000-0000-1000-8000-010203040506',
  '000001f5-5e9a-21ea-9e00-0242ac130003',
  'ffffffff-ffff-1fff-ffff-ffffffffffff',
].map((text) => [text]);
const AMOUNTS = [
  '1',
  '1.5',
  '.5',
  '5.',
  '1e3',
  '1e-3',
  '-1',
  '+1',
  '1.2.3',
  '1+1',
  '--1',
  '',
  '99999999999999999999',
  '0.0001',
  '1e1234567',
  '1_0',
  '1000',
];
const UNITS = ['', 'k', 'K', 'Ki', 'kI', 'm', 'M', 'mi', 'MI', 'e', 'E', 'Ei', 'b', 'KB', 'KiB', ' k', 'x', 'kk', '"'];
const quantities = crossed(AMOUNTS, UNITS).map((parts) => [parts.join('')]);
const VERSIONS = [
  '1.0.0',
  'v1.0.0',
  'V1.0.0',
  '01.0.0',
  '1.0',
  '1.0.0.0',
  '1.0.0-',
  '1.0.0+',
  '1.0.0-a..b',
  '1.0.0-01',
  '1.0.0-0a',
  '1.0.0-a+b',
  '1.0.0-alpha.1',
  '1.0.0-alpha.beta',
  '1.0.0-2',
  '1.0.0-10',
  '9223372036854775807.0.0',
  '9223372036854775808.0.0',
  '1.0.99999999999999999999',
  '+1.0.0',
  '-1.0.0',
  '1.0.0-99999999999999999999',
  ' 1.0.0',
  '1.0.0-\u00e9',
  '',
];
const QUERIES = ['a=1&b=2&a=3', 'a', '=', 'a=b=c', '&&', 'a;b', '%zz', '%', 'a%3Db=%26', '+=+', '%ff', '\u00e9=1', 'a=1;', '%00'];

const keys: string[] = [
  ...Object.values(PUBLIC_KEYS),
  PUBLIC_KEYS.RSA_PEM.trimEnd(),
  `${PUBLIC_KEYS.RSA_PEM}\n`,
  `text\n${PUBLIC_KEYS.RSA_PEM}`,
  PUBLIC_KEYS.RSA_PEM + PUBLIC_KEYS.RSA_PEM,
  PUBLIC_KEYS.RSA_PEM.replaceAll('PUBLIC KEY', 'RSA PUBLIC KEY'),
  ...Object.values(JWKS).map((key) => JSON.stringify(key)),
  JSON.stringify({ keys: Object.values(JWKS) }),
  JSON.stringify({
    keys: [
      { ...JWKS.RSA_JWK, kid: 'a' },
      { ...JWKS.EC_JWK, kid: 'b' },
    ],
  }),
  JSON.stringify({
    keys: [
      { ...JWKS.RSA_JWK, alg: 'RS384' },
      { ...JWKS.RSA_JWK, alg: 'RSA-OAEP-256' },
    ],
  }),
  JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }, JWKS.RSA_JWK] }),
  JSON.stringify({ keys: [{ kty: 'unknown' }, JWKS.RSA_JWK] }),
  JSON.stringify({ ...JWKS.EC_JWK, crv: 'secp256k1' }),
  JSON.stringify({ ...JWKS.RSA_JWK, key_ops: 'verify' }),
  '{"keys": []}',
  'secret',
  '',
];
const tokens: string[] = [...Object.values(TOKENS), TOKENS.RS256.slice(0, -4), `${TOKENS.RS256}==`, 'a.b', 'a.b.c', ''];
const verified: EdgeInput[] = crossed(tokens, keys);
const constraints: Value[] = [
  ...keys.slice(0, 8).map((cert) => ({ cert, time: 1_500_000_000_000 })),
  { secret: 'secret', time: 1_500_000_000_000 },
  { secret: 'secret', time: 2_000_000_000_000 },
  { secret: '', time: 0 },
  { secret: 'secret', cert: PUBLIC_KEYS.RSA_PEM, time: 0 },
  { cert: PUBLIC_KEYS.EC_PEM, iss: 'me', aud: 'b', time: 0 },
  { cert: PUBLIC_KEYS.EC_PEM, iss: 'you', time: 0 },
  { cert: PUBLIC_KEYS.RSA_PEM, alg: 'PS256', time: 0 },
  { secret: 'secret', time: -1 },
  { secret: 'secret', unknown: 1, time: 0 },
  { cert: JSON.stringify({ keys: [{ kty: 'oct', k: 'c2VjcmV0' }] }), time: 1 },
];

export const ENCODINGS_FAMILY: EdgeFamily = {
  name: 'encodings',
  picked: {
    'base64.decode': BASE64,
    'base64.is_valid': BASE64,
    'base64url.decode': BASE64,
    'hex.decode': ['', '0', '00', 'fF', 'c3a9', 'c3', 'zz', '0x', ' 00', 'ff00'].map((text) => [text]),
    'uuid.parse': UUIDS,
    'urlquery.decode': QUERIES.map((text) => [text]),
    'urlquery.decode_object': QUERIES.map((text) => [text]),
    'urlquery.encode_object': [
      '{"a": {"b", "a"}}',
      '{"b": "1", "a": ["2", "1"]}',
      '{1: "a"}',
      '{"a": [1]}',
      '{"a": {"b": "c"}}',
      '{"a": null}',
    ].map((object) => `[${object}]`),
    'units.parse': quantities,
    'units.parse_bytes': quantities,
    'semver.is_valid': VERSIONS.map((text) => [text]),
    'semver.compare': crossed(VERSIONS, VERSIONS),
  },
};

export const JWT_FAMILY: EdgeFamily = {
  name: 'jwt',
  picked: {
    'io.jwt.decode': tokens.map((token) => [token]),
    ...Object.fromEntries(['rs256', 'ps256', 'es256', 'hs256', 'eddsa'].map((name) => [`io.jwt.verify_${name}`, verified])),
    'io.jwt.decode_verify': crossed(tokens, constraints),
  },
};
