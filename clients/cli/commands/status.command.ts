import type { Command } from 'commander';
import { z } from 'zod';
import { WritProblem } from '../../contract/problem.js';
import { understood } from '../../contract/reading.js';
import type { ApiClient } from '../session/api-client.js';
import { ifPermitted } from '../session/if-permitted.js';
import { DEPLOYMENT, ownTenant } from '../session/own-tenant.js';
import { contextOf, type Context } from '../context.js';
import { EXIT_NEGATIVE } from '../exit.js';
import { momentText } from '../showing/moments.js';
import { type Screen, shown, styled } from '../showing/screen.js';
import { pairs } from '../showing/table.js';
import { WRIT } from '../started-as.js';

const Readiness = z.looseObject({
  checks: z.record(z.string(), z.looseObject({ ok: z.boolean(), detail: z.unknown().optional() })),
});

const Governance = z.looseObject({
  minimumQuality: z.number(),
  separationOfDuties: z.string(),
  signatureRequired: z.boolean(),
});

export const LedgerHead = z.looseObject({
  tenant: z.string(),
  position: z.number(),
  chain: z.string(),
  at: z.string().nullable(),
});
const ListedPolicy = z.looseObject({
  id: z.string(),
  active: z.boolean(),
  publishedRevision: z.number().nullable(),
  publishedPlan: z.string().nullish(),
});
const ListedControl = z.looseObject({
  effect: z.string(),
  scope: z.string(),
  target: z.string().nullable(),
  reason: z.string(),
});
const PolicyList = z.looseObject({ items: z.array(ListedPolicy) });
const ControlList = z.looseObject({ items: z.array(ListedControl) });
const PinList = z.looseObject({ items: z.array(z.looseObject({})) });

interface Status {
  readonly url: string;
  readonly isReady: boolean;
  readonly readiness: unknown;
  readonly head: z.output<typeof LedgerHead> | undefined;
  readonly policies: readonly z.output<typeof ListedPolicy>[] | undefined;
  readonly controls: readonly z.output<typeof ListedControl>[] | undefined;
  readonly pins: readonly unknown[] | undefined;
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
  // The deployment itself has no policies, and is not asked about them: each refusal would be in somebody's log.
  const hasPolicies = (await ownTenant(client)) !== DEPLOYMENT;
  const [head, policies, controls, pins, governance] = await Promise.all([
    ifPermitted(client.get('/v1/ledger/head', {})),
    hasPolicies ? ifPermitted(client.get('/v1/policies', {})) : undefined,
    ifPermitted(client.get('/v1/controls', {})),
    hasPolicies ? ifPermitted(client.get('/v1/pins', {})) : undefined,
    hasPolicies ? ifPermitted(client.get('/v1/policy-governance', {})) : undefined,
  ]);
  return {
    ...status,
    head: head && understood(LedgerHead, head, 'ledger head'),
    policies: policies && understood(PolicyList, policies, 'list of policies').items,
    controls: controls && understood(ControlList, controls, 'list of controls').items,
    pins: pins && understood(PinList, pins, 'list of pins').items,
    governance: governance && understood(Governance, governance, 'governance'),
  };
}

async function ask(client: ApiClient): Promise<{ isReady: boolean; readiness: unknown }> {
  try {
    return { isReady: true, readiness: await client.get('/readyz', {}) };
  } catch (error) {
    if (error instanceof WritProblem)
      return { isReady: false, readiness: error.body ?? { code: error.code, detail: error.detail } };
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
    ['ledger', head && `position ${head.position}${head.at ? `, last event ${momentText(head.at)}` : ''}`],
    ['chain', head && shown(head.chain)],
    [
      'policy',
      policies &&
        (policies
          .filter(({ active }) => active)
          .map(policyText)
          .join('; ') ||
          'none active'),
    ],
    ['pins', pins && pins.length > 0 ? `${pins.length} (${WRIT} policy pins)` : undefined],
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

function policyText({ id, publishedRevision, publishedPlan }: z.output<typeof ListedPolicy>): string {
  const plan = publishedPlan === 'disagrees' ? ', WHOSE PLAN AND OPA DISAGREE: add a revision that is right and publish it' : '';
  return `${shown(id)} revision ${publishedRevision ?? '?'}${plan}`;
}

function controlText({ effect, scope, target, reason }: z.output<typeof ListedControl>): string {
  return `${shown(effect)} ${shown(scope)}${target === null ? '' : ` ${shown(target)}`} (${shown(reason)})`;
}
