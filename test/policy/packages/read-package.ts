import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { parseJson } from '#libs/exact-json';
import type { Json } from '#libs/policy-engine';

/** What `opa test FOLDER` would load. */
export interface RegoPackage {
  readonly modules: Readonly<Record<string, string>>;
  readonly data: Json;
  /** Folders directly beneath, for a package that is too much, or too many, at once. */
  readonly folders: readonly string[];
}

type Members = { [name: string]: Json };

/** The Rego files of a folder and all beneath, and its JSON and YAML files as the document that OPA makes of them by their paths. */
export function readPackage(folder: string): RegoPackage {
  const modules: Record<string, string> = {};
  const data: Members = {};
  const visit = (path: readonly string[]): void => {
    for (const entry of readdirSync(join(folder, ...path), { withFileTypes: true })) {
      const inside = [...path, entry.name];
      if (entry.isDirectory() && !entry.name.startsWith('.')) visit(inside);
      if (!entry.isFile()) continue;
      const text = (): string => readFileSync(join(folder, ...inside), 'utf8');
      if (entry.name.endsWith('.rego')) modules[plainName(inside)] = text();
      else if (/\.(json|ya?ml)$/.test(entry.name)) addData(data, path, documentIn(entry.name, text()));
    }
  };
  visit([]);
  const beneath = readdirSync(folder, { withFileTypes: true });
  const folders = beneath.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  return { modules, data, folders: folders.map(({ name }) => join(folder, name)) };
}

/** Most of a path that a module's name may have here. */
const MOST_FOLDERS = 9;
const LONGEST_PART = 100;

/** Names of modules are plain and short here, and those of packages are not always; the end is what tells a test from the rest. */
function plainName(path: readonly string[]): string {
  const folders = path.slice(0, -1);
  const told = [...folders.slice(0, MOST_FOLDERS - 1), folders.slice(MOST_FOLDERS - 1).join('_'), path.at(-1)!].filter(Boolean);
  return told.map((part) => shortened(part.replaceAll(/[^\w.-]/g, '_').replace(/^[.-]/, '_'))).join('/');
}

/** Two that begin alike stay two. */
function shortened(part: string): string {
  if (part.length <= LONGEST_PART) return part;
  const digest = createHash('sha256').update(part).digest('hex').slice(0, 16);
  return `${part.slice(0, LONGEST_PART - 50)}_${digest}_${part.slice(-30)}`;
}

/** A file that is no document is none of the policy's data. */
function documentIn(name: string, text: string): Json | undefined {
  try {
    return (name.endsWith('.json') ? parseJson(text) : parse(text, { version: '1.1', logLevel: 'error' })) as Json;
  } catch {
    return undefined;
  }
}

/** Only the whole document has to be an object. */
function addData(data: Members, path: readonly string[], document: Json | undefined): void {
  if (document === undefined || (path.length === 0 && !isObject(document))) return;
  merge(data, path.reduceRight<Json>((inside, part) => ({ [part]: inside }), document) as Members);
}

/** What came first stays. */
function merge(into: Members, more: Members): void {
  for (const [name, value] of Object.entries(more)) {
    const known = into[name];
    if (known === undefined) into[name] = value;
    else if (isObject(known) && isObject(value)) merge(known, value);
  }
}

function isObject(value: Json | undefined): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
