import type { Told } from './delivery-body.js';

/** Of one of many things, people are told this. */
const ABOUT = ['tool', 'target', 'agent', 'session', 'approval', 'exception', 'incident', 'shadow'];
const LONGEST = 200;
/** Ends no word for who reads it, and one for what looks for addresses, links and names to call. */
const WORD_JOINER = '\u2060';
const JOINTS = /[.:/@#!\\]/g;

/** What happened, in words: `approval.requested` is `Approval requested`. */
export function headlineOf({ type, data, gathered }: Told): string {
  return gathered ? `Digest of ${data['count']}` : wordsOf(type);
}

/** What a digest counts: how often what happened, and of the first few what, and where people decide. */
export function digestLines(
  { gathered }: Told,
  shown: (value: string | number) => string,
): { readonly counts: readonly (readonly [string, string])[]; readonly first: readonly FirstLine[] } {
  if (!gathered) return { counts: [], first: [] };
  return {
    counts: Object.entries(gathered.counts).map(([type, count]) => [wordsOf(type), shown(count)] as const),
    first: gathered.first.map(({ type, data, link }) => ({
      what: wordsOf(type),
      about: ABOUT.flatMap((name) => (data[name] === undefined ? [] : [`${name} ${shown(data[name])}`])).join(', '),
      link,
    })),
  };
}

interface FirstLine {
  readonly what: string;
  readonly about: string;
  readonly link: string | null;
}

function wordsOf(type: string): string {
  const words = type.replaceAll(/[._]/g, ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/**
 * A value that others chose, perhaps an agent, on one line: no control characters and no marks that turn the direction of text, and
 * nothing in it that whoever shows it takes for a link or for somebody to call.
 */
export function shownValue(value: string | number): string {
  const line = [
    ...String(value)
      .replaceAll(/[\p{C}\p{Zl}\p{Zp}]/gu, '?')
      .trim(),
  ];
  const short = line.length > LONGEST ? [...line.slice(0, LONGEST), '…'] : line;
  return short.join('').replaceAll(JOINTS, (joint) => joint + WORD_JOINER);
}
