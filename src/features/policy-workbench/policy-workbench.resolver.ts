import { Inject } from '@nestjs/common';
import { Args, Int, Query, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import { PolicyId, RevisionNumber } from '#features/policies/contract';
import { CallingOperator, ForOperators } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { validArgs } from '#platform/graphql/arguments';
import { JsonScalar } from '#platform/graphql/scalars';
import { enumType, inputType, objectType } from '#platform/graphql/zod-types';
import { valid } from '#platform/http/valid';
import {
  CheckPolicyRequest,
  ComparePoliciesRequest,
  DiffQuery,
  EvaluatePolicyRequest,
  InstantiateTemplateRequest,
  PARTS,
  PolicyText,
  TemplateName,
} from './commands.js';
import { PolicyTemplates } from './policy-templates.js';
import {
  EFFECTS,
  InstantiatedTemplate,
  PolicyCheckReport,
  PolicyDiffView,
  PolicyEvaluationView,
  PolicyTemplateSummary,
  PolicyTemplateView,
  RISKS,
  SEVERITIES,
  TEST_OUTCOMES,
} from './policy-views.js';
import { PolicyWorkbench } from './policy-workbench.js';

enumType('PolicyPart', PARTS);
enumType('PolicyFindingSeverity', SEVERITIES);
enumType('PolicyTestOutcome', TEST_OUTCOMES);
enumType('PolicyEffect', EFFECTS, 'What another policy does to the calls it is asked about.');
enumType('PolicyTemplateRisk', RISKS);

const Report = objectType('PolicyCheckReport', PolicyCheckReport);
const Evaluation = objectType('PolicyEvaluation', PolicyEvaluationView);
const Diff = objectType('PolicyDiff', PolicyDiffView);
const TemplateSummary = objectType('PolicyTemplateSummary', PolicyTemplateSummary);
const Template = objectType('PolicyTemplate', PolicyTemplateView);
const Instantiated = objectType('InstantiatedPolicyTemplate', InstantiatedTemplate);
const CheckInput = inputType('CheckPolicyInput', CheckPolicyRequest);
const EvaluateInput = inputType('EvaluatePolicyInput', EvaluatePolicyRequest);
const TextInput = inputType('PolicyTextInput', PolicyText);
const OfRevisions = z.object({ policy: PolicyId, revision: RevisionNumber, against: DiffQuery.shape.against });
const OfTemplate = z.object({ name: TemplateName });

/** Queries, for nothing is recorded; how many may be carried out is up to ToolProcesses. */
@Resolver()
export class PolicyWorkbenchResolver {
  constructor(
    @Inject(PolicyWorkbench) private readonly workbench: PolicyWorkbench,
    @Inject(PolicyTemplates) private readonly templates: PolicyTemplates,
  ) {}

  @Query(() => Report, { description: 'Checks, formats, tests and lints a policy.' })
  @ForOperators('policy_admin')
  checkPolicy(@Args('input', { type: () => CheckInput }) input: object, @CallingOperator() operator: OperatorPrincipal) {
    return this.workbench.check(operator, validArgs(CheckPolicyRequest, input));
  }

  @Query(() => Evaluation, { description: 'Asks a policy, stored or not, about one input.' })
  @ForOperators('policy_admin')
  evaluatePolicy(
    @Args('input', { type: () => EvaluateInput }) request: { readonly input?: unknown },
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    const given = Object.entries(request).filter(([name, value]) => value !== null || name === 'input');
    return this.workbench.evaluate(operator, valid(EvaluatePolicyRequest, Object.fromEntries(given)));
  }

  @Query(() => Diff, { description: 'What a revision says otherwise than another one of its policy.' })
  @ForOperators('policy_admin')
  policyDiff(
    @Args('policy') policy: string,
    @Args('revision', { type: () => Int }) revision: number,
    @Args('against', { type: () => Int }) against: number,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    validArgs(OfRevisions, { policy, revision, against });
    return this.workbench.diff(operator, policy, revision, against);
  }

  @Query(() => Diff, { description: 'What one policy says otherwise than another.' })
  @ForOperators('policy_admin')
  comparePolicies(
    @Args('before', { type: () => TextInput }) before: object,
    @Args('after', { type: () => TextInput }) after: object,
    @CallingOperator() operator: OperatorPrincipal,
  ) {
    const texts = { before: validArgs(PolicyText, before), after: validArgs(PolicyText, after) };
    return this.workbench.compare(operator, validArgs(ComparePoliciesRequest, texts));
  }

  @Query(() => [TemplateSummary], { description: 'Policies to start from.' })
  @ForOperators('viewer')
  policyTemplates() {
    return this.templates.list();
  }

  @Query(() => Template, { nullable: true })
  @ForOperators('viewer')
  policyTemplate(@Args('name') name: string) {
    return this.templates.get(validArgs(OfTemplate, { name }).name);
  }

  @Query(() => Instantiated, { description: 'The text of a policy made from a template, ready to become a revision.' })
  @ForOperators('policy_admin')
  instantiatePolicyTemplate(
    @Args('name') name: string,
    @Args('parameters', { type: () => JsonScalar, nullable: true }) parameters?: unknown,
  ) {
    validArgs(OfTemplate, { name });
    return this.templates.instantiate(name, validArgs(InstantiateTemplateRequest, { parameters }).parameters);
  }
}
