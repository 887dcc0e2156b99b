import { applyDecorators, Controller, Get, Inject, Param, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { Caller, CallingAgent, Facts, ForAgents, ForAgentsAndOperators } from '#platform/auth/access';
import type { AgentPrincipal, Principal } from '#platform/auth/principal';
import { OpaConnectionsInterceptor } from '#platform/http/opa-connections.interceptor';
import type { RequestFacts } from '#platform/http/request-context';
import { ReadAudit } from '#platform/operations/read-audit';
import { BundleKeys, BundleKeyView } from './bundling/bundle-keys.js';
import { BundleOffers, type BundleKind } from './bundling/bundle-offers.js';
import { ServedName } from './served-name.js';
import { discoveryOffer } from './bundling/discovery-offer.js';
import { HeldAnswers, type Offering } from './waiting/held-answers.js';

/** By this type OPA knows that the server can hold its requests. */
const BUNDLE = 'application/vnd.openpolicyagent.bundles';

type Name = z.output<typeof ServedName>;

const AnswersWithBundle = (): MethodDecorator =>
  applyDecorators(
    ApiHeader({ name: 'If-None-Match', required: false, description: '`ETag` of the bundle you have.' }),
    ApiHeader({
      name: 'Prefer',
      required: false,
      description: '`wait=N`: wait up to N seconds (at most 60) for another bundle.',
    }),
    ApiOkResponse({
      description: 'A snapshot bundle, tar.gz.',
      content: { [BUNDLE]: { schema: { type: 'string', format: 'binary' } } },
    }),
    ApiResponse({ status: 304, description: 'You have what there is.' }),
  );

/** OPA's bundle API. An OPA is an agent of the tenant; its key is the bearer token. */
@ApiTags('fabric')
@UseInterceptors(OpaConnectionsInterceptor)
@Controller('v1/opa')
export class OpaBundlesController {
  constructor(
    @Inject(HeldAnswers) private readonly held: HeldAnswers,
    @Inject(BundleOffers) private readonly bundles: BundleOffers,
    @Inject(BundleKeys) private readonly keys: BundleKeys,
    @Inject(ReadAudit) private readonly audit: ReadAudit,
  ) {}

  @Get('bundles/:name')
  @ApiOperation({ summary: 'The policy this client is to decide by, as a bundle' })
  @ForAgents()
  @AnswersWithBundle()
  bundle(
    @Param('name', { schema: ServedName }) name: Name,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(name, agent, request, reply, this.offering(name, 'plain'));
  }

  @Get('signed-bundles/:name')
  @ApiOperation({ summary: 'The same with signatures that OPA verifies with `GET /v1/opa/bundle-key`' })
  @ForAgents()
  @AnswersWithBundle()
  signedBundle(
    @Param('name', { schema: ServedName }) name: Name,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(name, agent, request, reply, this.offering(name, 'signed'));
  }

  @Get('discovery/:name')
  @ApiOperation({ summary: "A client's configuration for one policy, as a bundle" })
  @ForAgents()
  @AnswersWithBundle()
  discovery(
    @Param('name', { schema: ServedName }) name: Name,
    @CallingAgent() agent: AgentPrincipal,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    return this.answer(name, agent, request, reply, async () => discoveryOffer(name));
  }

  @Get('bundle-key')
  @ApiOperation({ summary: "The key that verifies the tenant's signed bundles" })
  @ForAgentsAndOperators()
  @ApiOkResponse({ standardSchema: BundleKeyView })
  async key(@Caller() caller: Principal, @Facts() facts: RequestFacts): Promise<BundleKeyView> {
    if (caller.kind === 'operator') await this.audit.note(caller, facts, 'bundleKey', {});
    return this.keys.view(caller.tenant);
  }

  private offering(name: string, kind: BundleKind): Offering {
    return (caller) => this.bundles.of(caller, name, kind);
  }

  private answer(name: string, agent: AgentPrincipal, request: FastifyRequest, reply: FastifyReply, offering: Offering) {
    void reply.type(BUNDLE);
    return this.held.answer(request, reply, agent, name, offering);
  }
}
