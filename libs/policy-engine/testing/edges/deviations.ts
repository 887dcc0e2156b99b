import { ZONES_VERSION } from '../../formats/times/zone-data.js';
import type { Value } from '../../values.js';

/** Answers that differ from OPA's on purpose. */
export interface Deviation {
  readonly name: string;
  readonly builtins: RegExp;
  /** For somebody who writes policies: what the engine does instead and why. */
  readonly reason: string;
  covers(asked: { readonly args: readonly Value[]; readonly right: string; readonly ours: string }): boolean;
}

/** Each is named in docs/reference/rego-compliance.md. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    name: 'merging where OPA crashes',
    builtins: /^net\.cidr_merge$/,
    reason:
      'OPA ends when `net.cidr_merge` has to join some blocks: those written in the mapped form (`::ffff:0:0/96`) that overlap others, and IPv6 blocks whose first byte is zero. The engine leaves the former as they are and joins the latter.',
    covers: ({ right }) => right === '!',
  },
  {
    name: 'merging what OPA loses',
    builtins: /^net\.cidr_merge$/,
    reason:
      'beside a block that begins at `0.0.0.0`, OPA leaves out other blocks in the mapped form that are no part of it. The engine keeps them.',
    covers: ({ right, ours }) => membersOf(right).every((block) => block.startsWith('"0.') || membersOf(ours).includes(block)),
  },
  {
    name: 'scripts of two words',
    builtins: /^re(?:gex\.|_match)/,
    reason:
      'OPA 0.70 knows `\\p{Old_Italic}` and the other scripts whose names have several words; OPA built with Go 1.25 or newer takes the underscores away and then finds none of them. The engine knows them, and the scripts that Unicode has got since 15.0.',
    covers: ({ args, right }) =>
      (right === '-' || right === 'false') && args.some((text) => /\\[pP]\{\^?[A-Z][a-z]+_/.test(String(text))),
  },
  {
    name: 'the local time zone',
    builtins: /^time\./,
    reason:
      '`Local` is the zone of the machine that OPA runs on, so that a recorded decision could not be repeated. The engine does not know it.',
    covers: ({ args, ours }) => ours === '-' && JSON.stringify(args, bigintText).includes('"Local"'),
  },
  {
    name: 'the version of the time zones',
    builtins: /^time\./,
    reason: `the engine has version ${ZONES_VERSION} of the IANA time zone database, OPA that of its machine. Old ones have no history of their own for \`EST\`, \`EST5EDT\` and the like, which are other names of \`America/New_York\` and such now.`,
    covers: ({ args }) => /"[EMCP]ST(?:\d[EMCP]DT)?"/.test(JSON.stringify(args, bigintText)),
  },
  {
    name: 'numbers that JSON does not write',
    builtins: /^to_number$/,
    reason:
      'OPA keeps `+5`, `.5`, `007`, `1_000` and `0x1p4` as they are, and whatever then shows such a number as JSON fails. The engine writes them as JSON does.',
    covers: ({ right }) => right === '!',
  },
  {
    name: 'letters stay whole',
    builtins: /^replace$/,
    reason:
      '`replace` with nothing to look for puts the replacement around every letter, as OPA 0.70 does. OPA 1.x puts it between the bytes of a letter, which leaves no letter.',
    covers: ({ args, right }) => args[1] === '' && right.includes('\\ufffd'),
  },
  {
    name: "the name of Go's type",
    builtins: /^sprintf$/,
    reason:
      'where `sprintf` names a type (`%T`, `%!d(...)`, `%!(EXTRA ...)`), a whole number is an `int`, as OPA 0.70 says it. OPA 1.x says `int64`.',
    covers: ({ right, ours }) => right.replace(/\bint64\b/g, 'int') === ours,
  },
  {
    name: 'widths beyond 100,000',
    builtins: /^sprintf$/,
    reason: '`sprintf` is undefined for a width or a precision beyond 100,000: a policy has a budget.',
    covers: ({ args }) => /\d{6}/.test(String(args[0])),
  },
  {
    name: 'schema names that are nowhere',
    builtins: /^json\.(?:match|verify)_schema$/,
    reason:
      'OPA takes `{"$ref": "#name"}` for the whole schema where nothing has that name, so that anything may be valid. The engine refuses the schema.',
    covers: ({ args }) => JSON.stringify(args, bigintText).includes('"#nope"'),
  },
  {
    name: 'what is wrong with a schema',
    builtins: /^json\.verify_schema$/,
    reason: 'the text that tells what is wrong with a schema is not always word for word the one of OPA.',
    covers: ({ right, ours }) => right.startsWith('[false, ') && ours.startsWith('[false, '),
  },
];

function membersOf(set: string): string[] {
  return set.replace(/^\{|\}$/g, '').split(', ');
}

function bigintText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
