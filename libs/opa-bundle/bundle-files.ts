import { createHash } from 'node:crypto';
import { canonicalJson } from '#libs/evidence';
import type { Json, JsonObject } from '#libs/event-sourcing';
import { importingRegoV1 } from './rego-v1-import.js';
import { bundleRoots } from './bundle-roots.js';

export interface BundleFile {
  /** Relative to the bundle, without a leading slash. */
  readonly name: string;
  readonly bytes: Buffer;
  /** The value of a file that OPA reads as JSON; what it signs is the value, not the bytes. */
  readonly json?: Json;
}

export interface BundleContent {
  /** Shown by OPA in its status and in every decision it logs. */
  readonly revision: string;
  /** Rego v1 sources by file name ending in `.rego`. */
  readonly modules: Readonly<Record<string, string>>;
  readonly data: JsonObject;
  readonly metadata: JsonObject;
}

const MANIFEST = '.manifest';
const DATA = 'data.json';

/**
 * The files of a snapshot bundle, in the order in which they are packed: the manifest, the data, the modules by name, each
 * saying by itself that it is Rego v1.
 */
export function bundleFiles({ revision, modules, data, metadata }: BundleContent): BundleFile[] {
  const manifest = { revision, roots: bundleRoots(modules, data), rego_version: 1, metadata };
  const sources = Object.keys(modules).sort();
  return [
    jsonFile(MANIFEST, manifest),
    jsonFile(DATA, data),
    ...sources.map((name) => ({ name, bytes: Buffer.from(importingRegoV1(modules[name] as string)) })),
  ];
}

/** Lower-case hex SHA-256 over names and contents: the same exactly as long as the files are, whatever packs them. */
export function contentDigest(files: readonly BundleFile[]): string {
  const hash = createHash('sha256');
  for (const { name, bytes } of files) hash.update(`${name}\0${bytes.length}\0`).update(bytes);
  return hash.digest('hex');
}

export function jsonFile(name: string, json: Json): BundleFile {
  return { name, bytes: Buffer.from(canonicalJson(json)), json };
}
