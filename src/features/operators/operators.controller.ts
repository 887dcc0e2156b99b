import { Body, Controller, Get, Header, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { z } from 'zod';
import { Public } from '#platform/auth/access';
import { SigningKeys } from '#platform/auth/signing-keys';
import { orThrow } from '#platform/http/responses';
import { TokenRequest } from './commands.js';
import { SignIn } from './signing-in/sign-in.js';

const TokenAnswer = z
  .object({
    accessToken: z.string(),
    refreshToken: z.string().describe('Works once.'),
    tokenType: z.literal('Bearer'),
    expiresIn: z.number().int().describe('Seconds.'),
  })
  .meta({ id: 'TokenAnswer' });
@ApiTags('operators')
@Controller()
export class OperatorsController {
  constructor(
    @Inject(SignIn) private readonly signIn: SignIn,
    @Inject(SigningKeys) private readonly signingKeys: SigningKeys,
  ) {}

  @Post('v1/auth/token')
  @ApiOperation({ summary: 'Sign in with a client secret or a refresh token' })
  @HttpCode(200)
  @Public()
  @ApiOkResponse({ standardSchema: TokenAnswer })
  async token(@Body({ schema: TokenRequest }) body: z.output<typeof TokenRequest>, @Req() { writ }: FastifyRequest) {
    const asking = { facts: writ, address: writ.address ?? 'unknown' };
    const tokens =
      'refreshToken' in body
        ? this.signIn.withRefreshToken(body.refreshToken, asking)
        : this.signIn.withSecret(body.clientId, body.clientSecret, asking);
    return orThrow(await tokens);
  }

  @Get('.well-known/jwks.json')
  @ApiOperation({ summary: 'The keys that sign access tokens' })
  @Public()
  @Header('cache-control', 'public, max-age=300')
  jwks() {
    return this.signingKeys.jwks();
  }
}
