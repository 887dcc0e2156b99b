import { isDeepStrictEqual } from 'node:util';
import type { WritClient } from '#test/support/writ-client';

type Members = Readonly<Record<string, unknown>>;

/** Members that are asked, not told: nothing records them. */
const UNRECORDED = new Set([
  'supersedes',
  'forLater',
  'from',
  'basedOn',
  'decisionId',
  'id',
  'type',
  'idempotencyKey',
  'tenant',
  'operator',
  'approvalToken',
  // Becomes the time at which it ends.
  'overlapSeconds',
]);
/** Members that may stand elsewhere, by the names they have there. */
const ELSEWHERE: ReadonlyMap<string, readonly string[]> = new Map([
  ['sessionId', ['session']],
  ['parentSessionId', ['parent']],
  ['inputSessionIds', ['lineage']],
  ['name', ['tool', 'fact', 'invariant']],
  ['limit', ['most']],
  ['agent', ['target']],
  ['tool', ['target']],
  ['label', ['target']],
]);
/** Where amounts that were left out are written out, however deep. */
const WITH_DEFAULTS = new Set(['tools', 'other']);
/** Settings of which only a change is recorded, and where they are told. */
const SETTINGS: ReadonlyMap<string, string> = new Map([
  ['minimumQuality', '/v1/policy-governance'],
  ['requireDossier', '/v1/policy-governance'],
]);
/** Labels of data are compared, and kept, in lower case. */
const LABELS = new Set(['labels', 'returns']);
/** Members recorded by what they are, not as they came: digests and key ids tell them, the policy routes show them. */
const BY_DIGEST = new Set([
  'candidate',
  'baseline',
  'modules',
  'data',
  'envelope',
  'publicKey',
  'entrypoint',
  'summary',
  'parameters',
]);
const SPAN = 8;
const RECENT = 60;

/**
 * What was sent and accepted and is not in the events that were recorded for it: the ledger is asked by the receipt of the
 * answer. Undefined when all of it is there as it was sent.
 */
export async function changedInSilence(
  reader: WritClient,
  sent: unknown,
  answer: unknown,
  leftOut: ReadonlySet<string> = new Set(),
): Promise<string | undefined> {
  const receipt = receiptIn(answer);
  if (receipt === undefined || !isObject(sent)) return undefined;
  const from = Math.max(1, receipt.position - SPAN);
  const page = await reader.get<{ items: Members[] }>(`/v1/ledger/events?from=${from}&limit=${receipt.position - from + 1}`);
  // Who may act elsewhere, as owners of the deployment do, was told a receipt of another ledger.
  const isOfThis = page.items.some(({ position, digest }) => position === receipt.position && digest === receipt.digest);
  if (receipt.digest !== undefined && !isOfThis) return undefined;
  const events = page.items.filter(({ type }) => type !== 'LedgerRead');
  const found = new Map<string, unknown[]>();
  for (const event of events) collect(event, found);
  for (const [name, value] of Object.entries(sent)) {
    if (UNRECORDED.has(name) || BY_DIGEST.has(name) || leftOut.has(name) || value === null) continue;
    const recorded = [name, ...(ELSEWHERE.get(name) ?? [])].flatMap((there) => found.get(there) ?? []);
    if (name === 'inputSessionIds' && isWithin(value, recorded)) continue;
    if (LABELS.has(name) && recorded.some((one) => isSame(one, inLowerCase(value)))) continue;
    if (WITH_DEFAULTS.has(name) && recorded.some((one) => isWithDefaults(one, value))) continue;
    if (name === 'range' && isPlanned(value, found)) continue;
    const setting = SETTINGS.get(name);
    if (setting !== undefined && (await reader.get<Members>(setting))[name] === value) continue;
    if (!recorded.some((one) => isSame(one, value) || (isObject(one) && isDeepStrictEqual(plus(one['value']), plus(value)))))
      return `${name} was sent as ${JSON.stringify(value)?.slice(0, 200)} and is not recorded so (up to position ${receipt.position})`;
  }
  return undefined;
}

/** Entries of OPA's decision log that were acknowledged, and what of them the ledger has otherwise. */
export async function changedReports(reader: WritClient, entries: readonly unknown[]): Promise<string | undefined> {
  const head = await reader.get<{ position: number }>('/v1/ledger/head');
  const from = Math.max(1, head.position - RECENT);
  const page = await reader.get<{ items: Members[] }>(`/v1/ledger/events?from=${from}&limit=${RECENT + 1}`);
  for (const entry of entries) {
    const { decision_id: id, labels, input, result, timestamp, path, query, error } = entry as Members;
    const found = page.items.find(({ type, data }) => type === 'DecisionReported' && (data as Members)['decisionId'] === id);
    // Known before, or others have recorded much since.
    if (!found) continue;
    const data = found['data'] as Members;
    for (const [name, sent] of Object.entries({ labels, input, result, timestamp, path, query, error }))
      if (sent !== undefined && !isDeepStrictEqual(plus(data[name]), plus(sent)))
        return `${name} of ${String(id)} was sent as ${JSON.stringify(sent)} and is recorded as ${JSON.stringify(data[name])}`;
  }
  return undefined;
}

function isWithDefaults(recorded: unknown, sent: unknown): boolean {
  if (!isObject(recorded) || !isObject(sent)) return isDeepStrictEqual(plus(recorded), plus(sent));
  return Object.entries(sent).every(([name, value]) => Object.hasOwn(recorded, name) && isWithDefaults(recorded[name], value));
}

/** A range of positions is recorded by its ends, one of times by the positions at those times. */
function isPlanned(sent: unknown, found: ReadonlyMap<string, unknown[]>): boolean {
  if (!isObject(sent)) return false;
  return Object.entries(sent).every(([end, value]) => typeof value === 'string' || found.get(end)?.includes(value));
}

/** A session's lineage has what it was given, and theirs; none is left out. */
function isWithin(sent: unknown, recorded: readonly unknown[]): boolean {
  return Array.isArray(sent) && sent.every((one) => recorded.some((lineage) => Array.isArray(lineage) && lineage.includes(one)));
}

function inLowerCase(labels: unknown): unknown {
  return Array.isArray(labels) ? labels.map((label) => (typeof label === 'string' ? label.toLowerCase() : label)) : labels;
}

/** JSON knows one zero. */
function plus(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null)) as unknown;
}

interface Told {
  readonly position: number;
  readonly digest: unknown;
}

/** Where a command's answer says that it was recorded. */
function receiptIn(answer: unknown): Told | undefined {
  if (!isObject(answer)) return undefined;
  const { ledger } = answer;
  if (isObject(ledger) && typeof ledger['position'] === 'number')
    return { position: ledger['position'], digest: ledger['digest'] };
  for (const part of Object.values(answer)) {
    const receipt = isObject(part) ? receiptIn(part) : undefined;
    if (receipt !== undefined) return receipt;
  }
  return undefined;
}

function collect(value: unknown, found: Map<string, unknown[]>): void {
  if (Array.isArray(value)) for (const item of value) collect(item, found);
  if (!isObject(value)) return;
  for (const [name, member] of Object.entries(value)) {
    found.set(name, [...(found.get(name) ?? []), member]);
    collect(member, found);
  }
}

/** Also inside of an object that says more, as `{id}` of a session does, and in lists of such; times are the same at the same instant. */
function isSame(recorded: unknown, sent: unknown): boolean {
  if (isDeepStrictEqual(plus(recorded), plus(sent))) return true;
  if (Array.isArray(recorded) && Array.isArray(sent))
    return (
      isDeepStrictEqual(new Set(recorded), new Set(sent)) ||
      (recorded.length === sent.length && sent.every((one, i) => isObject(one) && isSame(recorded[i], one)))
    );
  if (isObject(recorded) && typeof sent === 'string') return recorded['id'] === sent;
  if (isObject(recorded) && isObject(sent))
    return Object.entries(sent).every(
      ([name, value]) =>
        Object.hasOwn(recorded, name) &&
        isDeepStrictEqual(plus(recorded[name]), plus(LABELS.has(name) ? inLowerCase(value) : value)),
    );
  const instant = /^\d{4}-\d\d-\d\dT/i;
  return (
    typeof recorded === 'string' &&
    typeof sent === 'string' &&
    instant.test(sent) &&
    instant.test(recorded) &&
    Math.abs(Date.parse(recorded) - Date.parse(sent)) < 1
  );
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
