import { Controller, Get, Inject, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#platform/auth/access';
import { OnlyWhere } from '#platform/http/only-where';
import { refuseWith, registeredRefusals } from '#platform/http/problem-details';
import { ApiDescription } from './api-description.js';
import { ASSETS, PAGE_POLICY, REFERENCE_PAGE } from './reference-page.js';
import { decisionCodesPage } from './decision-codes-page.js';
import { refusalsPage } from './refusals-page.js';
import { guidePage } from './guide-pages.js';
import { GRAPHQL_PAGE, guidesPage, START_PAGE, STREAM_PAGE } from './start-pages.js';

const ONE_HOUR = 'public, max-age=3600';

/** What this server says about itself, readable without a credential and without a network beyond it. */
@ApiExcludeController()
@Public()
@OnlyWhere('servesDocs')
@Controller()
export class DocumentationController {
  constructor(@Inject(ApiDescription) private readonly description: ApiDescription) {}

  /** The address that `npm start` prints, opened in a browser. */
  @Get()
  home(@Res() reply: FastifyReply): void {
    void reply.redirect('/docs', 302);
  }

  @Get('openapi.json')
  document() {
    return this.description.document();
  }

  @Get('docs')
  start(@Res() reply: FastifyReply): void {
    sendPage(reply, START_PAGE);
  }

  @Get('docs/graphql')
  graphql(@Res() reply: FastifyReply): void {
    sendPage(reply, GRAPHQL_PAGE);
  }

  @Get('docs/stream')
  stream(@Res() reply: FastifyReply): void {
    sendPage(reply, STREAM_PAGE);
  }

  @Get('docs/guides')
  guides(@Res() reply: FastifyReply): void {
    sendPage(reply, guidesPage());
  }

  @Get('docs/guides/:folder/:name')
  guide(@Param('folder') folder: string, @Param('name') name: string, @Res() reply: FastifyReply): void {
    sendGuide(reply, `${folder}/${name}`);
  }

  @Get('docs/guides/:folder/:part/:name')
  guideOfPart(@Param() { folder, part, name }: Readonly<Record<string, string>>, @Res() reply: FastifyReply): void {
    sendGuide(reply, `${folder}/${part}/${name}`);
  }

  @Get('docs/rest')
  reference(@Res() reply: FastifyReply): void {
    sendPage(reply, REFERENCE_PAGE);
  }

  @Get('docs/refusals')
  refusals(@Res() reply: FastifyReply): void {
    sendPage(reply, refusalsPage(registeredRefusals()));
  }

  @Get('docs/decision-codes')
  decisionCodes(@Res() reply: FastifyReply): void {
    sendPage(reply, decisionCodesPage());
  }

  @Get('docs/assets/:name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const asset = ASSETS.get(name)?.();
    if (!asset) throw refuseWith('NOT_FOUND', 'there is no such file');
    void reply.header('cache-control', ONE_HOUR).type(asset.type).send(asset.body);
  }
}

function sendGuide(reply: FastifyReply, path: string): void {
  const page = guidePage(path);
  if (page === undefined) throw refuseWith('NOT_FOUND', 'there is no such guide');
  sendPage(reply, page);
}

function sendPage(reply: FastifyReply, page: string): void {
  void reply
    .headers({ 'content-security-policy': PAGE_POLICY, 'referrer-policy': 'no-referrer' })
    .type('text/html; charset=utf-8')
    .send(page);
}
