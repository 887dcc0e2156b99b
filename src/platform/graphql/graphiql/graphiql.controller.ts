import { readFileSync } from 'node:fs';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#platform/auth/access';
import { OnlyWhere } from '#platform/http/only-where';
import { refuseWith } from '#platform/http/problem-details';
import { PAGE_SCRIPT, PAGE_STYLE } from './graphiql-page.js';

const SCRIPT = 'text/javascript; charset=utf-8';
const STYLE = 'text/css; charset=utf-8';
const ONE_HOUR = 'public, max-age=3600';

/** Put there by the build; see scripts/lib/bundles/graphiql.mjs. */
const built = (name: string) => readFileSync(new URL(`../../../../bundles/graphiql/${name}`, import.meta.url));

/** Every file the page loads, by its name. Names outside this list do not exist. */
const ASSETS: ReadonlyMap<string, { readonly type: string; readonly body: () => Buffer | string }> = new Map([
  ['react.js', { type: SCRIPT, body: () => built('react.js') }],
  ['react-dom.js', { type: SCRIPT, body: () => built('react-dom.js') }],
  ['graphiql.js', { type: SCRIPT, body: () => built('graphiql.js') }],
  ['graphiql.css', { type: STYLE, body: () => built('graphiql.css') }],
  ['page.js', { type: SCRIPT, body: () => PAGE_SCRIPT }],
  ['page.css', { type: STYLE, body: () => PAGE_STYLE }],
]);

/** GraphiQL's files, from this server alone, wherever introspection is answered. */
@ApiExcludeController()
@Public()
@OnlyWhere('graphqlIntrospection')
@Controller('graphql/assets')
export class GraphiqlController {
  @Get(':name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const asset = ASSETS.get(name);
    if (!asset) throw refuseWith('NOT_FOUND', 'there is no such file');
    void reply.header('cache-control', ONE_HOUR).type(asset.type).send(asset.body());
  }
}
