import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TenantDirectory, TenantId } from '#features/tenants/contract';
import { CallingOperator, ForDeploymentOwner, Public } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { SigningKeys } from '#platform/auth/signing-keys';
import { refuseWith } from '#platform/http/problem-details';
import { lastReceipt, LedgerReceipt } from '#platform/http/receipt';
import { commandContext } from '#platform/http/request-context';
import { orThrow } from '#platform/http/responses';
import { RegisterOperatorRequest, TENANT_ROLES, TokenRequest } from './commands.js';
import { SignIn } from './sign-in.js';

const TokenAnswer = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string().describe('Works once.'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int().describe('Seconds.'),
  })
  .meta({ id: 'TokenAnswer' });
const OperatorAnswer = z
  .object({
    operator: z.object({ id: z.string(), name: z.string(), roles: z.array(z.enum(TENANT_ROLES)) }),
    clientId: z.string(),
    clientSecret: z.string().describe('Shown once; store it now.'),
    ledger: LedgerReceipt,
  })
  .meta({ id: 'OperatorAnswer' });

@ApiTags('operators')
@Idempotent()
@Controller()
export class OperatorsController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(TenantDirectory) private readonly tenants: TenantDirectory,
  ) {}

  @Post('v1/auth/token')
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: TokenAnswer })
  async token(@Body({ schema: TokenRequest }) body: z.output<typeof TokenRequest>) {
    const tokens =
      'refreshToken' in body
        ? this.signIn.withRefreshToken(body.refreshToken)
        : this.signIn.withSecret(body.clientId, body.clientSecret);
    return orThrow(await tokens);
  }

  @Get('.well-known/jwks.json')
  @Public()
  @Header('cache-control', 'public, max-age=300')
  jwks() {
    return this.signingKeys.jwks();
  }

  @Post('v1/tenants/:id/operators')
  @ForDeploymentOwner()
  @ApiCreatedResponse({ standardSchema: OperatorAnswer })
  async register(
    @Param('id', { schema: TenantId }) tenant: string,
    @Body({ schema: RegisterOperatorRequest }) body: z.output<typeof RegisterOperatorRequest>,
    @CallingOperator() owner: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    if (!(await this.tenants.find(tenant))) throw refuseWith('NOT_FOUND', `there is no tenant ${tenant}`);
    const operator = orThrow(await this.signIn.register(commandContext(request.writ, owner, tenant), body.name, body.roles));
    const { id, clientId, clientSecret, receipt } = operator;
    return { operator: { id, name: body.name, roles: body.roles }, clientId, clientSecret, ledger: lastReceipt(receipt) };
  }
}
