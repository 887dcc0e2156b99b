// Control and format characters, line separators, halves of characters and private ones: a server, a policy or a file must not steer
// the user's terminal, nor look like a line of ours. The two joiners are letters of scripts and parts of emoji.
const STEERING = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** Text from anywhere else, safe to show on one line. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
  return text.replace(STEERING, '\ufffd');
}

/** JSON that is safe to print and means the same: what could steer a terminal is escaped. */
export function jsonText(value: unknown): string {
  return (JSON.stringify(value) ?? 'null').replace(STEERING, escaped);
}

/** The same for people, in indented lines. */
export function jsonLines(value: unknown): string[] {
  const lines = (JSON.stringify(value, null, 2) ?? 'undefined').split('\n');
  return lines.map((line) => line.replace(STEERING, escaped));
}

function escaped(character: string): string {
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at).toString(16).padStart(4, '0'));
  return units.map((unit) => `\\u${unit}`).join('');
}
