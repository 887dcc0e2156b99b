/** Built-ins of OPA 0.70 that the engine does not have, by the reason. A policy that names one does not pass its check. */
export const LEFT_OUT: readonly (readonly [reason: string, ...names: string[]])[] = [
  [
    'differs between runs, so that a recorded decision could not be repeated; `input.time` tells when the call came',
    'time.now_ns',
  ],
  [
    'is drawn anew by OPA for each query: a seed of our own would make it repeatable, and give what no OPA gives',
    'rand.intn',
    'uuid.rfc4122',
  ],
  [
    'reaches out of the process, so that a decision would depend on a network or a machine',
    'http.send',
    'net.lookup_ip_addr',
    'opa.runtime',
  ],
  [
    'signs or reads private keys, and a policy is no place for them',
    'io.jwt.encode_sign',
    'io.jwt.encode_sign_raw',
    'providers.aws.sign_req',
    'crypto.parse_private_keys',
    'crypto.x509.parse_keypair',
    'crypto.x509.parse_rsa_private_key',
  ],
  [
    'reads documents that tool calls do not carry',
    'crypto.x509.parse_and_verify_certificates',
    'crypto.x509.parse_and_verify_certificates_with_options',
    'crypto.x509.parse_certificate_request',
    'crypto.x509.parse_certificates',
    'graphql.is_valid',
    'graphql.parse',
    'graphql.parse_and_verify',
    'graphql.parse_query',
    'graphql.parse_schema',
    'graphql.schema_is_valid',
  ],
  [
    'reads or writes YAML, which OPA 0.70 and OPA 1.x take for different things (`on`, `yes` and `y` are truth values to the one and texts to the other, also as names), so that a decision would depend on who read it; send JSON',
    'yaml.is_valid',
    'yaml.marshal',
    'yaml.unmarshal',
  ],
  ['is about writing policies, not about deciding', 'rego.parse_module', 'strings.render_template'],
];

const REASONS: ReadonlyMap<string, string> = new Map(
  LEFT_OUT.flatMap(([reason, ...names]) => names.map((name) => [name, reason])),
);

/** Why OPA has a built-in and the engine does not; undefined for whatever OPA does not have either, or both have. */
export function whyLeftOut(builtin: string): string | undefined {
  return REASONS.get(builtin);
}
