import { z } from 'zod';
import { momentText } from '../../showing/moments.js';
import { whoIn } from '../../showing/people.js';
import { jsonLines, type Screen, shown, styled } from '../../showing/screen.js';
import { pairs } from '../../showing/table.js';

export const ShownRevision = z.looseObject({
  policy: z.string(),
  revision: z.number(),
  status: z.string(),
  summary: z.string(),
  entrypoint: z.string(),
  digest: z.string(),
  quality: z.looseObject({ score: z.number() }).nullable(),
  addedAt: z.string(),
  publishedAt: z.string().nullable(),
  modules: z.record(z.string(), z.string()),
  tests: z.record(z.string(), z.string()).optional(),
  data: z.unknown(),
});
type ShownRevision = z.output<typeof ShownRevision>;

/** A tab would be taken for what steers a terminal; Rego is indented with it. */
const TAB = '    ';

/** Who did what to a revision, then its files as they are. */
export function revisionLines(screen: Screen, revision: ShownRevision): string[] {
  const { policy, revision: number, status, modules, tests = {}, data } = revision;
  return [
    `${styled(screen, 'bold', `${shown(policy)} revision ${number}`)}, ${shown(status).replaceAll('_', ' ')}`,
    ...pairs([
      ['summary', shown(revision.summary)],
      ['added', `${momentText(revision.addedAt)}${by(revision, 'addedBy')}`],
      ['reviewed', by(revision, 'reviewedBy').trim()],
      ['signed', by(revision, 'signedBy').trim()],
      [
        'published',
        revision.publishedAt === null ? undefined : `${momentText(revision.publishedAt)}${by(revision, 'publishedBy')}`,
      ],
      ['score', revision.quality ? String(revision.quality.score) : undefined],
      ['decides by', shown(revision.entrypoint)],
      ['digest', shown(revision.digest)],
    ]),
    ...Object.entries(modules).flatMap(([name, text]) => file(screen, name, textLines(text))),
    ...Object.entries(tests).flatMap(([name, text]) => file(screen, name, textLines(text))),
    ...(isEmpty(data) ? [] : file(screen, 'data.json', jsonLines(data))),
  ];
}

function by(revision: ShownRevision, member: string): string {
  const who = whoIn(revision, member);
  return who === undefined ? '' : ` by ${who}`;
}

function file(screen: Screen, name: string, lines: readonly string[]): string[] {
  return ['', styled(screen, 'bold', `--- ${shown(name)}`), ...lines];
}

function textLines(text: string): string[] {
  return text
    .trimEnd()
    .split(/\r?\n/)
    .map((line) => shown(line.replaceAll('\t', TAB)));
}

function isEmpty(data: unknown): boolean {
  return typeof data === 'object' && data !== null && Object.keys(data).length === 0;
}
