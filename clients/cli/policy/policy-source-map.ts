import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { SourceMap } from '#libs/yaml-rules';
import { readJsonFile } from '../reading/text-file.js';
import { shown } from '../showing/screen.js';

export const SOURCE_MAP_FILE = 'source-map.json';

const place = z.object({ file: z.string(), row: z.int(), column: z.int() });
const range = z.object({ file: z.string(), from: z.int(), to: z.int() });

/** What is kept of an import: digests of the files that were written, so that nobody is led astray once one of them was changed. */
const SourceMapFile = z.object({
  sha256: z.record(z.string(), z.string()),
  rules: z.array(z.object({ rule: z.string(), yaml: place, rego: range })),
});

export function sourceMapText(modules: Readonly<Record<string, string>>, rules: SourceMap): string {
  const sha256 = Object.fromEntries(Object.entries(modules).map(([name, text]) => [name, digestOf(text)]));
  return `${JSON.stringify({ sha256, rules }, null, 2)}\n`;
}

/** Says behind a row of a policy which rule in YAML it comes from; empty for policies that were written in Rego, or changed since. */
export async function yamlOrigins(
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<(file: string, row: number) => string> {
  const path = join(folder, SOURCE_MAP_FILE);
  const read = existsSync(path) ? SourceMapFile.safeParse(readJsonFile(path)) : undefined;
  if (!read?.success) return () => '';
  const { yamlRuleAt } = await import('#libs/yaml-rules');
  const { sha256, rules } = read.data;
  const isUnchanged = (file: string): boolean => files[file] !== undefined && sha256[file] === digestOf(files[file]);
  const unchanged = new Set(Object.keys(sha256).filter(isUnchanged));
  return (file, row) => {
    const found = unchanged.has(file) ? yamlRuleAt(rules, file, row) : undefined;
    return found ? `  <- ${shown(found.rule)}  ${shown(join(folder, found.yaml.file))}:${found.yaml.row}` : '';
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
