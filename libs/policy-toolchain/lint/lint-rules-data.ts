import { type DocumentPath, type Json, pathText } from '#libs/policy-engine';
import { isObject } from '../inputs/input-schema.js';
import { resolve } from '../inputs/input-domain.js';
import type { Found, LintRule, LintSubject } from './lint-rule.js';

const LISTS = `default decision := {"verdict": "DENY", "rule": "unknown-tool", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if input.tool in data.read`;

function overlaps(a: DocumentPath, b: DocumentPath): boolean {
  return a.every((key, i) => i >= b.length || key === null || b[i] === null || key === b[i]);
}

/** Where a policy declares its facts: the server reads it. */
const FACTS: DocumentPath = ['writ', 'facts'];
/** What the server reads of the data, whatever rules do: the facts, and how often tools may be called. */
const SERVERS: readonly DocumentPath[] = [FACTS, ['writ', 'rateLimits']];

/** Keys of the first two levels of data that nothing reads. */
function unusedKeys({ data, readSet }: LintSubject): Found[] {
  const isRead = (path: DocumentPath): boolean => [...SERVERS, ...readSet.data].some((read) => overlaps(read, path));
  return keysOf(data).flatMap((key): Found[] => {
    if (!isRead([key])) return [unusedKey([key])];
    const inner = isObject(data) ? data[key] : undefined;
    return keysOf(inner)
      .filter((name) => !isRead([key, name]))
      .map((name) => unusedKey([key, name]));
  });
}

function unusedKey(path: DocumentPath): Found {
  return { message: `no rule reads ${pathText('data', path)}` };
}

function keysOf(value: Json | undefined): string[] {
  return isObject(value) ? Object.keys(value) : [];
}

/** What the policy reads by name and data does not have. */
function missingKeys({ data, readSet, modules }: LintSubject): Found[] {
  const packages = modules.map(({ packagePath }) => packagePath.slice(1));
  const isOwn = (path: DocumentPath): boolean =>
    packages.some((own) => own.every((key, i) => i >= path.length || path[i] === key));
  return readSet.data.flatMap((path): Found[] => {
    const end = path.indexOf(null);
    const named = end < 0 ? path : path.slice(0, end);
    if (named.length === 0 || isOwn(named) || resolve(data, named).length > 0) return [];
    return [{ message: `the policy reads ${pathText('data', named)}, which data does not have` }];
  });
}

/** What happened before is told to policies under the names it is declared by; any other name is undefined. */
function undeclaredFacts({ data, readSet }: LintSubject): Found[] {
  const [declared] = resolve(data, FACTS);
  const names = new Set(keysOf(declared));
  const read = new Set(readSet.input.flatMap(([first, name]) => (first === 'facts' && typeof name === 'string' ? [name] : [])));
  return [...read]
    .filter((name) => !names.has(name))
    .map((name) => ({ message: `the policy reads input.facts.${name}, which its data does not declare` }));
}

const COUNTING = `default decision := {"verdict": "DENY", "rule": "enough", "reason": "three refunds a day are enough"}

decision := {"verdict": "ALLOW", "rule": "few", "reason": "there were few today"} if input.facts.refunds_today < 3`;

export const DATA_RULES: readonly LintRule[] = [
  {
    id: 'tool-without-rule',
    severity: 'warning',
    title: 'A tool that data names and no rule answers for',
    why: 'Somebody listed the tool, so somebody believes that it is governed. Only the default ever answers for it. Found by asking the policy about each tool in the lists it looks tools up in.',
    fix: 'write a rule for it, correct its kind, or take it off the list',
    violating: {
      policy: `default decision := {"verdict": "DENY", "rule": "unknown-tool", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if data.tools[input.tool] == "read"`,
      data: { tools: { read_file: 'read', write_file: 'wriet' } },
    },
    clean: {
      policy: `default decision := {"verdict": "DENY", "rule": "unknown-tool", "reason": "no rule knows this tool"}

decision := {"verdict": "ALLOW", "rule": "read", "reason": "reading is allowed"} if data.tools[input.tool] == "read"

decision := {"verdict": "REQUIRE_APPROVAL", "rule": "write", "reason": "writing needs a person"} if data.tools[input.tool] == "write"`,
      data: { tools: { read_file: 'read', write_file: 'write' } },
    },
    check: ({ search }) =>
      search.unanswered.map((tool) => ({
        message: `data names the tool ${JSON.stringify(tool)}, but only the default answers for it`,
      })),
  },
  {
    id: 'unused-data-key',
    severity: 'warning',
    title: 'Data that no rule reads',
    why: 'A limit or list that no rule reads governs nothing, however strict it looks.',
    fix: 'use it in a rule or remove it from data.json',
    violating: { policy: LISTS, data: { read: ['read_file'], forbidden: ['drop_table'] } },
    clean: { policy: LISTS, data: { read: ['read_file'] } },
    check: unusedKeys,
  },
  {
    id: 'missing-data-key',
    severity: 'warning',
    title: 'A rule reads data that is not there',
    why: 'A name that data does not have is undefined, and every condition on it fails silently: a typing error switches the rule off.',
    fix: 'correct the name or add it to data.json',
    violating: { policy: LISTS, data: { raed: ['read_file'] } },
    clean: { policy: LISTS, data: { read: ['read_file'] } },
    check: missingKeys,
  },
  {
    id: 'undeclared-fact',
    severity: 'warning',
    title: 'A fact is read that the policy does not declare',
    why: 'What nobody declared is counted by nobody: input.facts has no such member, and a rule that denies when there was too much never holds.',
    fix: 'declare it as writ.facts in data.json, where it is reviewed and published with the policy; the same declaration may stand with the tenant, too',
    violating: { policy: COUNTING, data: { writ: { facts: { refunds_yesterday: { tools: ['refund'], period: 'day' } } } } },
    clean: { policy: COUNTING, data: { writ: { facts: { refunds_today: { tools: ['refund'], period: 'day' } } } } },
    check: undeclaredFacts,
  },
];
