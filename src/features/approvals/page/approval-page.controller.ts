import { readFileSync } from 'node:fs';
import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#platform/auth/access';
import { refuseWith } from '#platform/http/problem-details';
import { ApprovalId } from '../commands.js';

/** Only what this server sends is run and loaded, only this server is talked to, nobody puts a frame round it, and no form leaves it. */
const PAGE_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'";
const HEADERS = {
  'content-security-policy': PAGE_POLICY,
  'referrer-policy': 'no-referrer',
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
};
const SCRIPT = 'text/javascript; charset=utf-8';

/** Every file the page loads, by its name. Names outside this list do not exist. */
const ASSETS: ReadonlyMap<string, string> = new Map([
  ['approval-page.css', 'text/css; charset=utf-8'],
  ['approval-page.script.js', SCRIPT],
  ['exact-text.js', SCRIPT],
  ['published-api.js', SCRIPT],
]);

/**
 * Where a link in a notification leads: a page that is the same for everybody and every request, and asks the published API with the
 * operator's own credential. It is answered to anybody, because it holds nothing.
 */
@ApiExcludeController()
@Public()
@Controller('approve')
export class ApprovalPageController {
  private readonly files = new Map<string, Buffer>();

  @Get(':id')
  page(@Param('id') id: string, @Res() reply: FastifyReply): void {
    if (!ApprovalId.safeParse(id).success)
      throw refuseWith('INVALID_INPUT', 'the last part of the path is not the id of an approval');
    void reply.headers(HEADERS).type('text/html; charset=utf-8').send(this.file('approval-page.html'));
  }

  @Get('assets/:name')
  asset(@Param('name') name: string, @Res() reply: FastifyReply): void {
    const type = ASSETS.get(name);
    if (type === undefined) throw refuseWith('NOT_FOUND', 'there is no such file');
    void reply.headers(HEADERS).type(type).send(this.file(name));
  }

  private file(name: string): Buffer {
    const known = this.files.get(name) ?? readFileSync(new URL(name, import.meta.url));
    this.files.set(name, known);
    return known;
  }
}
