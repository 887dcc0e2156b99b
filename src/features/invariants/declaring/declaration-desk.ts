import { Inject, Injectable } from '@nestjs/common';
import { PolicyTools } from '#features/policies/contract';
import { isRefusal, refuse, type CommandContext, type JsonObject, type Refusal } from '#libs/event-sourcing';
import { Ledger, type StreamKind } from '#libs/nest-event-sourcing';
import { lastReceipt } from '#libs/operations';
import { claimModules } from '#libs/policy-proofs';
import { toolIn } from '#libs/policy-tasks';
import type { InvariantChanged } from '../answers.js';
import { builtInOf, malformedInvariant, missingParameter, OWN_SAYS, unknownInvariant } from '../asked-invariants.js';
import type { DeclareInvariantRequest, InvariantCommand } from '../commands.js';
import { invariants, type DeclaredInvariant, type InvariantsState } from '../decider.js';
import { invariantEvents } from '../events.js';
import type { InvariantRefusalCode } from '../refusals.js';

const STREAM = 'invariants/tenant';
const CHECK = toolIn<typeof import('./check-invariant.task.js')>('./check-invariant.task.js', import.meta.url);

/** Where a tenant says what is to hold of its policies. A module is compiled first, so that no check meets one that cannot be asked. */
@Injectable()
export class DeclarationDesk {
  private readonly streams: StreamKind<InvariantCommand, typeof invariantEvents, InvariantsState, InvariantRefusalCode>;

  constructor(
    @Inject(Ledger) ledger: Ledger,
    @Inject(PolicyTools) private readonly tools: PolicyTools,
  ) {
    this.streams = ledger.streams(invariantEvents, invariants);
  }

  async declared(tenant: string): Promise<readonly DeclaredInvariant[]> {
    return (await this.streams.states.refresh(tenant, STREAM)).state.declared;
  }

  async declare(context: CommandContext, request: DeclareInvariantRequest, by: string): Promise<InvariantChanged | Refusal> {
    const { name, rego = null } = request;
    const problem = rego === null ? problemOfBuiltIn(request) : await this.problemOf(context.tenant, name, rego);
    if (problem) return problem;
    const says = request.says ?? builtInOf(name)?.says ?? OWN_SAYS;
    const parameters = (request.parameters ?? {}) as JsonObject;
    return this.handle(context, { type: 'DeclareInvariant', invariant: name, says, rego, parameters, by });
  }

  async handle(context: CommandContext, command: InvariantCommand): Promise<InvariantChanged | Refusal> {
    const done = await this.streams.handle(context, STREAM, command);
    if (isRefusal(done)) return done;
    return { name: command.invariant, ledger: done.receipt ? lastReceipt(done.receipt) : null };
  }

  private async problemOf(tenant: string, name: string, rego: string): Promise<Refusal | undefined> {
    if (builtInOf(name)) return refuse('INVARIANT_BUILT_IN', name);
    const modules = claimModules(rego);
    if (!modules) return malformedInvariant(name);
    const checked = await this.tools.run(tenant, CHECK, { modules }, 'recording');
    if (isRefusal(checked)) return checked;
    return checked.never.length > 0 ? refuse('INVARIANT_SAYS_NOTHING', `${name}: ${checked.never.join('; ')}`) : undefined;
  }
}

/** The role has no other place where it could be said; the rest is asked of the catalogue of tools when it is checked. */
function problemOfBuiltIn({ name, parameters }: DeclareInvariantRequest): Refusal<InvariantRefusalCode> | undefined {
  const builtIn = builtInOf(name);
  if (!builtIn) return unknownInvariant(name);
  return builtIn.needs.includes('role') && !parameters?.role ? missingParameter(name, 'role') : undefined;
}
