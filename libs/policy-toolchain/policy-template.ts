import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { Json } from '#libs/policy-engine';
import { parseJson } from '#libs/exact-json';
import { isObject } from './inputs/input-schema.js';

const Parameter = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/),
  /** Keys in data.json. */
  path: z.array(z.string()).min(1),
  description: z.string().min(1),
});

const Manifest = z.strictObject({
  name: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/),
  title: z.string().min(1),
  description: z.string().min(1),
  risk: z.enum(['low', 'medium', 'high']),
  parameters: z.array(Parameter),
});

/** A policy to start from. The value of each parameter is in `data`, at its path. */
export interface PolicyTemplate extends z.output<typeof Manifest> {
  /** Text of every file but data.json and the manifest, by name. */
  readonly files: Readonly<Record<string, string>>;
  readonly data: Json;
}

const MANIFEST = 'template.json';
const SHIPPED = /^(?:[a-z_]+\.rego|README\.md)$/;

/** The templates in a folder of folders, by name. Throws when one is malformed: they are shipped, not user input. */
export async function readTemplates(root: string): Promise<PolicyTemplate[]> {
  const folders = (await readdir(root, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => name);
  return Promise.all(folders.sort().map((name) => readTemplate(join(root, name))));
}

async function readTemplate(folder: string): Promise<PolicyTemplate> {
  const read = (name: string): Promise<string> => readFile(join(folder, name), 'utf8');
  const manifest = Manifest.parse(JSON.parse(await read(MANIFEST)));
  const names = (await readdir(folder)).filter((name) => SHIPPED.test(name)).sort();
  const files: Record<string, string> = {};
  for (const name of names) files[name] = await read(name);
  return { ...manifest, files, data: parseJson(await read('data.json')) as Json };
}

export type Instantiated =
  | { ok: true; files: Record<string, string>; data: Json }
  | { ok: false; code: 'PARAMETER_UNKNOWN' | 'PARAMETER_TYPE'; message: string };

/**
 * The files of a policy made from a template. A value replaces the template's own and must be of the same JSON type; where all
 * members of the template's own list or object are of one type, those of the value must be of it, too.
 */
export function instantiateTemplate(template: PolicyTemplate, values: Readonly<Record<string, Json>> = {}): Instantiated {
  const data = structuredClone(template.data);
  for (const [name, value] of Object.entries(values)) {
    const parameter = template.parameters.find((known) => known.name === name);
    if (!parameter) {
      const known = template.parameters.map((each) => each.name).join(', ') || 'none';
      return { ok: false, code: 'PARAMETER_UNKNOWN', message: `${template.name} has no parameter ${name}; it has ${known}` };
    }
    const holder = parameter.path.slice(0, -1).reduce<Json>((at, key) => (isObject(at) ? (at[key] ?? null) : null), data);
    const key = parameter.path.at(-1)!;
    const misfit = misfitOf(name, isObject(holder) ? holder[key] : undefined, value);
    if (misfit !== undefined) return { ok: false, code: 'PARAMETER_TYPE', message: misfit };
    (holder as Record<string, Json>)[key] = value;
  }
  return { ok: true, files: { ...template.files, 'data.json': `${JSON.stringify(data, null, 2)}\n` }, data };
}

/** A name is told this far: it may be as long as a request. */
const MAX_NAME = 100;

/** Why a value cannot take the place of the shipped one; undefined when it can. */
function misfitOf(name: string, shipped: Json | undefined, value: Json): string | undefined {
  if (kindOf(value) !== kindOf(shipped)) return `${name} must be of type ${kindOf(shipped)}, not ${kindOf(value)}`;
  const kinds = new Set(membersOf(shipped).map(([, member]) => kindOf(member)));
  const odd = kinds.size === 1 && membersOf(value).find(([, member]) => !kinds.has(kindOf(member)));
  if (!odd) return undefined;
  const place = Array.isArray(value) ? odd[0] : JSON.stringify(odd[0].slice(0, MAX_NAME));
  return `${name}[${place}] must be of type ${[...kinds].join()}, as in the template, not ${kindOf(odd[1])}`;
}

function membersOf(value: Json | undefined): [string, Json][] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

function kindOf(value: Json | undefined): string {
  if (value === undefined) return 'absent';
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
