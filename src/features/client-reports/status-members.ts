import { afterBlanks, JsonScanner, type JsonBounds } from '#libs/exact-json';
import { checkUtf8, parseJsonBody } from '#platform/http/bodies/json-body';
import { refuseWith } from '#platform/http/problem-details';

const [COMMA, OPEN, CLOSE, QUOTE, BACKSLASH] = [0x2c, 0x7b, 0x7d, 0x22, 0x5c];
/** Members of the object itself; a stock OPA's status has six. */
const MOST_MEMBERS = 1_000;

/**
 * The members with these names of a JSON object. The others are stepped over, and nothing but their brackets and quotes is looked
 * at: with metrics they are nine tenths of a stock OPA's status. The bounds are those of what is taken. What is no object is given
 * as it is. A name that is written with escapes is taken, whatever it turns out to be.
 */
export function membersIn(bytes: Buffer, names: readonly string[], bounds: JsonBounds): unknown {
  checkUtf8(bytes);
  let at = afterBlanks(bytes, 0);
  if (bytes[at] !== OPEN) return parseJsonBody(bytes, { ...bounds, anyNumbersIn: true });
  const quoted = names.map((name) => Buffer.from(`"${name}"`));
  const taken: Buffer[] = [];
  let seen = 0;
  do {
    const start = afterBlanks(bytes, at + 1);
    at = new JsonScanner().scan(bytes, start, bytes.length);
    const isEscaped = bytes.subarray(start, bytes.indexOf(QUOTE, start + 1)).includes(BACKSLASH);
    if (isEscaped || quoted.some((name) => name.equals(bytes.subarray(start, start + name.length))))
      taken.push(bytes.subarray(start, at), Buffer.of(COMMA));
    seen += 1;
  } while (bytes[at] === COMMA && seen < MOST_MEMBERS);
  if (bytes[at] !== CLOSE || afterBlanks(bytes, at + 1) < bytes.length)
    throw refuseWith('INVALID_INPUT', `the body is not a JSON object of at most ${MOST_MEMBERS} members`);
  const members = Buffer.concat([Buffer.of(OPEN), ...taken.slice(0, -1), Buffer.of(CLOSE)]);
  const value = parseJsonBody(members, { ...bounds, anyNumbersIn: true }) as object;
  return Object.fromEntries(Object.entries(value).filter(([name]) => names.includes(name)));
}
