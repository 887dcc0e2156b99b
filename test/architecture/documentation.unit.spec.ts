import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { expectThat } from '#libs/testing';
import { featureNames, filesIn } from './source-files.js';

const pages = [...readdirSync('.').filter((file) => file.endsWith('.md')), ...filesIn(['docs', 'src', 'libs'], /\.md$/)];

/** Links of a page, without those in code. */
function linksOf(page: string): string[] {
  const text = readFileSync(page, 'utf8')
    .replaceAll(/^```[\s\S]*?^```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] as string);
}

/** Anchors of a page: its headings, as hosts of Markdown name them, and explicit ones. */
function anchorsOf(page: string): Set<string> {
  const text = readFileSync(page, 'utf8');
  const headings = [...text.matchAll(/^#+ (.+)$/gm)].map((match) =>
    (match[1] as string)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1] as string)]);
}

function isBroken(page: string, link: string): boolean {
  if (/^(https?:|mailto:)/.test(link)) return false;
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(target)) return true;
  return anchor !== undefined && statSync(target).isFile() && !anchorsOf(target).has(anchor);
}

describe('documentation', () => {
  it('has no link that leads nowhere', () => {
    const links = pages.flatMap((page) => linksOf(page).map((link) => ({ page, link })));
    expectThat(`${links.length} links`, links.length).toBeGreaterThan(40);
    expect(links.filter(({ page, link }) => isBroken(page, link))).toStrictEqual([]);
  });

  it('names files that exist', () => {
    const named = pages
      .filter((page) => !page.startsWith('docs/reference/'))
      .flatMap((page) =>
        [
          ...readFileSync(page, 'utf8').matchAll(
            /`((?:libs|src|test|scripts|clients|docs|migrations)\/[A-Za-z0-9_./-]+\.(?:ts|mjs|json|md))`/g,
          ),
        ].map((match) => `${page}: ${match[1]}`),
      );
    expectThat(`${named.length} files`, named.length).toBeGreaterThan(20);
    expect(named.filter((mention) => !existsSync(mention.split(': ')[1] as string))).toStrictEqual([]);
  });

  it('keeps the decisions numbered without gaps, each with its parts', () => {
    const files = readdirSync('docs/decisions').sort();
    const numbers = files.map((file) => Number(file.slice(0, 4)));
    const all = Array.from({ length: Math.max(...numbers) }, (_, index) => index + 1);
    expect(numbers).toStrictEqual(all);
    for (const file of files) {
      const text = readFileSync(join('docs/decisions', file), 'utf8');
      for (const part of [`# ${file.slice(0, 4)}. `, '\nStatus: ', '\n## Context\n', '\n## Decision\n', '\n## Consequences\n'])
        expectThat(`${file}: ${part.trim()}`, text).toContain(part);
    }
  });

  it('tells of every feature and every lib', () => {
    expect(featureNames().filter((feature) => !existsSync(`src/features/${feature}/README.md`))).toStrictEqual([]);
    const architecture = readFileSync('ARCHITECTURE.md', 'utf8');
    expect(readdirSync('libs').filter((lib) => !architecture.includes(`  ${lib}/`))).toStrictEqual([]);
  });
});
