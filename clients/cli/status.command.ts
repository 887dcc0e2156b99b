import type { Command } from 'commander';
import { z } from 'zod';
import { LedgerHead, ListAnswer, understood } from './answers.js';
import type { ApiClient } from './api-client.js';
import { contextOf, type Context } from './context.js';
import { EXIT_NEGATIVE } from './exit.js';
import { ProblemError } from './problem.js';
import { type Screen, shown, styled } from './screen.js';
import { pairs } from './table.js';

type Item = Readonly<Record<string, unknown>>;

const Readiness = z.looseObject({
  checks: z.record(z.string(), z.looseObject({ ok: z.boolean(), detail: z.unknown().optional() })),
});

const Governance = z.looseObject({
  minimumQuality: z.number(),
  separationOfDuties: z.string(),
  signatureRequired: z.boolean(),
});

interface Status {
  readonly url: string;
  readonly isReady: boolean;
  readonly readiness: unknown;
  readonly head:
    | { readonly tenant: string; readonly position: number; readonly chain: string; readonly at?: string | null }
    | undefined;
  readonly policies: readonly Item[] | undefined;
  readonly controls: readonly Item[] | undefined;
  readonly pins: readonly Item[] | undefined;
  readonly governance: z.output<typeof Governance> | undefined;
}

export function addStatus(program: Command): void {
  program
    .command('status')
    .description('is the server ready, where does the ledger stand, what decides, what is stopped; exits 1 when not ready')
    .action(async (_options: unknown, command: Command) => {
      const context = contextOf(command);
      const status = await gather(context);
      context.answer(status, () => statusLines(context.screen, status));
      if (!status.isReady) process.exitCode = EXIT_NEGATIVE;
    });
}

async function gather(context: Context): Promise<Status> {
  const { isReady, readiness } = await ask(context.public());
  const unknown = { head: undefined, policies: undefined, controls: undefined, pins: undefined, governance: undefined };
  const status = { url: context.url, isReady, readiness, ...unknown };
  // A server that is not ready may not answer the rest; what it says about itself is the news.
  if (!isReady) return status;
  const client = context.operator();
  const [head, policies, controls, pins, governance] = await Promise.all([
    ifPermitted(client, '/v1/ledger/head'),
    ifPermitted(client, '/v1/policies'),
    ifPermitted(client, '/v1/controls'),
    ifPermitted(client, '/v1/pins'),
    ifPermitted(client, '/v1/policy-governance'),
  ]);
  return {
    ...status,
    head: head === undefined ? undefined : understood(LedgerHead, head, 'ledger head'),
    policies: policies === undefined ? undefined : understood(ListAnswer, policies, 'list of policies').items,
    controls: controls === undefined ? undefined : understood(ListAnswer, controls, 'list of controls').items,
    pins: pins === undefined ? undefined : understood(ListAnswer, pins, 'list of pins').items,
    governance: governance === undefined ? undefined : understood(Governance, governance, 'governance'),
  };
}

async function ask(client: ApiClient): Promise<{ isReady: boolean; readiness: unknown }> {
  try {
    return { isReady: true, readiness: await client.get('/readyz') };
  } catch (error) {
    if (error instanceof ProblemError)
      return { isReady: false, readiness: error.body ?? { code: error.code, detail: error.detail } };
    throw error;
  }
}

/** Undefined for what this operator's roles do not reach. */
async function ifPermitted(client: ApiClient, path: string): Promise<unknown> {
  try {
    return await client.get(path);
  } catch (error) {
    if (error instanceof ProblemError && error.status === 403) return undefined;
    throw error;
  }
}

function statusLines(screen: Screen, status: Status): string[] {
  const { head, policies, controls, pins, governance } = status;
  const ready = status.isReady
    ? styled(screen, 'green', 'ready')
    : styled(screen, 'red', `not ready: ${failingChecks(status.readiness)}`);
  return pairs([
    ['server', `${shown(status.url)}  ${ready}`],
    ['tenant', head && shown(head.tenant)],
    ['ledger', head && `position ${head.position}${head.at ? `, last event ${shown(head.at)}` : ''}`],
    ['chain', head && shown(head.chain)],
    [
      'policy',
      policies &&
        (policies
          .filter((policy) => policy['active'] === true)
          .map(policyText)
          .join('; ') ||
          'none active'),
    ],
    ['pins', pins && pins.length > 0 ? `${pins.length} (writ policy pins)` : undefined],
    [
      'governance',
      governance &&
        `separation of duties ${shown(governance.separationOfDuties)}, quality ${governance.minimumQuality} or more, signature ${governance.signatureRequired ? 'required' : 'not required'}`,
    ],
    ['controls', controls && (controls.length === 0 ? 'nothing killed or paused' : controls.map(controlText).join('; '))],
  ]);
}

/** The checks of /readyz that failed, `name (detail)` each; all of the answer when it has another shape. */
function failingChecks(readiness: unknown): string {
  const { data } = Readiness.safeParse(readiness);
  if (!data) return shown(readiness);
  const failing = Object.entries(data.checks).filter(([, check]) => !check.ok);
  return failing.map(([name, check]) => `${shown(name)} (${shown(check.detail ?? 'failed')})`).join(', ');
}

function policyText(policy: Item): string {
  return `${shown(policy['id'])} revision ${shown(policy['publishedRevision'] ?? '?')}`;
}

function controlText(control: Item): string {
  const target = control['target'] === null || control['target'] === undefined ? '' : ` ${shown(control['target'])}`;
  return `${shown(control['effect'] ?? 'stop')} ${shown(control['scope'])}${target} (${shown(control['reason'] ?? '')})`;
}
