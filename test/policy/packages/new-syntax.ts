import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RegoPackage } from './read-package.js';

export interface Compiler {
  readonly binary: string;
  readonly isOld: boolean;
}

/** By its own text: the same files are looked at again folder by folder. */
const translated = new Map<string, string>();

/** A text, a comment, or a keyword within a reference. */
const IN_REFS =
  /"(?:[^"\\]|\\.)*"|`[^`]*`|#.*|(?<=[\w\])])(?<!\bfuture\.keywords)\.(as|contains|default|else|every|false|if|import|in|not|null|package|some|true|with)\b(\()?/g;
/** They were names before Rego v1, also of functions. */
const NEW_KEYWORDS = ['contains', 'every', 'if', 'in'];

/** OPA 1.x also takes `input.package`, which here is `input["package"]` with either. */
function withQuotedKeywords(text: string): string {
  return text.replaceAll(IN_REFS, (all: string, keyword?: string, call = '') => {
    if (keyword === undefined) return all;
    return call !== '' && NEW_KEYWORDS.includes(keyword) ? `.own_${keyword}(` : `["${keyword}"]${call}`;
  });
}

const OUTSIDE = 'given.rego';

/**
 * The engine has no clock of its own, and what time it is comes with the question; nor does it know what OPA it would be. Whoever asks
 * for these here asks a rule, which tests may replace as they replace the built-in.
 */
function withOutsideAsRules(modules: RegoPackage['modules']): Record<string, string> {
  const asked = Object.entries(modules).map(([name, text]): [string, string] => [
    name,
    text
      .replaceAll(/\b(with )?time\.now_ns(?:\(\)|(?= as\b))/g, '$1data.given.now_ns')
      .replaceAll(/\b(with )?opa\.runtime(?:\(\)|(?= as\b))/g, '$1data.given.runtime'),
  ]);
  if (asked.every(([name, text]) => text === modules[name])) return { ...modules };
  const given = `package given\n\nnow_ns := ${Date.now()}000000\n\nruntime := {"env": {}, "version": "0.0.0"}\n`;
  return { ...Object.fromEntries(asked), [OUTSIDE]: given };
}

/** As the compiler itself translates what was written before Rego v1; a file that it does not take stays as it is. */
export function inNewSyntax(modules: RegoPackage['modules'], compiler: Compiler): Record<string, string> {
  const place = mkdtempSync(join(tmpdir(), 'writ-packages-'));
  const path = join(place, 'module.rego');
  try {
    return Object.fromEntries(
      Object.entries(withOutsideAsRules(modules)).map(([name, original]) => {
        const text = withQuotedKeywords(original);
        const known = translated.get(text) ?? translation(text, path, compiler) ?? text;
        translated.set(text, known);
        return [name, known];
      }),
    );
  } finally {
    rmSync(place, { recursive: true });
  }
}

/** What the formatter does with comments is not always a policy again: the last one is without. */
function translation(text: string, path: string, compiler: Compiler): string | undefined {
  const ways = [(told: string) => told, asV1Has, (told: string) => asV1Has(told.replaceAll(/^[ \t]*#.*$/gm, ''))];
  for (const way of ways) {
    const told = formatted(way(text.replaceAll(/\bre_match\(/g, 'regex.match(')), path, compiler);
    if (told !== undefined) return told;
  }
  return undefined;
}

const NEWEST_KEYWORDS = /^import future\.keywords\.(?:and|not|or)\b/m;

function formatted(text: string, path: string, { binary, isOld }: Compiler): string | undefined {
  writeFileSync(path, text);
  try {
    execFileSync(binary, ['fmt', '--write', isOld ? '--rego-v1' : '--v0-v1', path], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  const told = withQuotedKeywords(readFileSync(path, 'utf8'));
  // OPA 1.22 makes these of a plain `import future.keywords`, and what was written before has no use for them.
  return NEWEST_KEYWORDS.test(text) ? told : told.replaceAll(/^import future\.keywords\.(?:and|not|or)\n/gm, '');
}

/** Built-ins that Rego v1 no longer has, by what they are, in the syntax before it. */
const GONE: Readonly<Record<string, string>> = {
  all: 'gone_all(x) = false { x[_] != true } else = true { is_array(x) } else = true { is_set(x) }',
  any: 'gone_any(x) = true { x[_] == true } else = false { is_array(x) } else = false { is_set(x) }',
  cast_set: 'gone_cast_set(x) = x { is_set(x) } else = {y | y = x[_]} { is_array(x) }',
  cast_array: 'gone_cast_array(x) = x { is_array(x) } else = [y | x[y]] { is_set(x) }',
  set_diff: 'gone_set_diff(x, y) = x - y { true }',
};

/** A text that says the same with what Rego v1 has: names of its own that v1 keeps for itself are others, what is gone is a rule. */
function asV1Has(text: string): string {
  let more = '';
  let told = text;
  for (const [name, rule] of Object.entries(GONE)) {
    const call = new RegExp(`(?<![\\w.])${name}\\(`, 'g');
    if (!call.test(told)) continue;
    told = told.replaceAll(call, `gone_${name}(`);
    more += `\n${rule}\n`;
  }
  for (const keyword of NEW_KEYWORDS) {
    if (new RegExp(`^${keyword}\\(`, 'm').test(told))
      told = told.replaceAll(new RegExp(`(?<![\\w.])${keyword}\\(`, 'g'), `own_${keyword}(`);
  }
  if (/^\s+input :?= /m.test(told)) told = told.replaceAll(/(?<!with |\.|"|\w)input\b(?!")/g, 'own_input');
  return told + more;
}
