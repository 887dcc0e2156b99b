import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { framed } from './page-frame.js';

/** What the build made of docs/, one file for a page: `how-to__deploy.html` is /docs/guides/how-to/deploy. */
const BUILT = new URL('../../../bundles/guides/', import.meta.url);
const HEADING = /<h1[^>]*>(.*?)<\/h1>/s;

interface Guide {
  /** Below /docs/guides. */
  readonly path: string;
  /** HTML. */
  readonly title: string;
  readonly body: string;
}

let guides: ReadonlyMap<string, Guide> | undefined;

function allGuides(): ReadonlyMap<string, Guide> {
  return (guides ??= new Map(
    (existsSync(BUILT) ? readdirSync(BUILT) : [])
      .filter((file) => file.endsWith('.html'))
      .sort()
      .map((file) => {
        const path = file.replace(/\.html$/, '').replaceAll('__', '/');
        const body = readFileSync(new URL(file, BUILT), 'utf8');
        return [path, { path, body, title: HEADING.exec(body)?.[1] ?? path }];
      }),
  ));
}

/** The page at this path; undefined when there is none. What is not in the list is not looked for. */
export function guidePage(path: string): string | undefined {
  const guide = allGuides().get(path);
  return guide && framed(guide.title.replaceAll(/<[^>]+>/g, ''), guide.body);
}

/** Links to all pages of one folder. */
export function guideList(folder: string): string {
  const inside = [...allGuides().values()].filter(({ path }) => path.startsWith(`${folder}/`) && path.split('/').length === 2);
  return `<ul>${inside.map(({ path, title }) => `<li><a href="/docs/guides/${path}">${title}</a></li>`).join('')}</ul>`;
}
