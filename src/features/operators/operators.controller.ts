import { Body, Controller, Get, Header, HttpCode, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { TenantId } from '#features/tenants/contract';
import { CallingOperator, ForDeploymentOwner, Public } from '#platform/auth/access';
import type { OperatorPrincipal } from '#platform/auth/principal';
import { Idempotent } from '#platform/http/idempotency.interceptor';
import { SigningKeys } from '#platform/auth/signing-keys';
import { orThrow } from '#platform/http/responses';
import { RegisterOperatorRequest, TokenRequest } from './commands.js';
import { OperatorAnswer, RegisterOperator } from './register-operator.js';
import { SignIn } from './sign-in.js';

const TokenAnswer = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string().describe('Works once.'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int().describe('Seconds.'),
  })
  .meta({ id: 'TokenAnswer' });
@ApiTags('operators')
@Idempotent()
@Controller()
export class OperatorsController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
    @Inject(RegisterOperator) private readonly registering: RegisterOperator,
  ) {}

  @Post('v1/auth/token')
  @ApiOperation({ summary: 'Sign in with a client secret or a refresh token' })
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
  @ApiOperation({ summary: 'The keys that sign access tokens' })
  @Public()
  @Header('cache-control', 'public, max-age=300')
  jwks() {
    return this.signingKeys.jwks();
  }

  @Post('v1/tenants/:id/operators')
  @ApiOperation({ summary: 'Register an operator of a tenant and get the secret' })
  @ForDeploymentOwner()
  @ApiCreatedResponse({ standardSchema: OperatorAnswer })
  register(
    @Param('id', { schema: TenantId }) tenant: string,
    @Body({ schema: RegisterOperatorRequest }) body: z.output<typeof RegisterOperatorRequest>,
    @CallingOperator() owner: OperatorPrincipal,
    @Req() request: FastifyRequest,
  ) {
    return this.registering.execute(request.writ, owner, tenant, body);
  }
}
