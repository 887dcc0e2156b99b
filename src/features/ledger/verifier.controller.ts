import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Public } from '#platform/auth/access';
import { refuseWith } from '#platform/http/problem-details';

const BUILT = new URL('../../../bundles/verifier/', import.meta.url);

interface Served {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The verifier that needs no server, for whoever has an export and trusts nobody: a page for a browser, and one file for Node. Both
 * are the same for everybody, and what `npm run build` made: their digests are in docs/reference/verifier.md.
 */
@ApiExcludeController()
@Public()
@Controller('verify')
export class VerifierController {
  private readonly served = new Map<string, Served>();

  @Get()
  page(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    send(reply, known, this.file('verify.html', pageHeaders));
  }

  @Get('writ-verify.mjs')
  program(@Headers('if-none-match') known: string | undefined, @Res() reply: FastifyReply): void {
    send(reply, known, this.file('writ-verify.mjs', programHeaders));
  }

  private file(name: string, headersFor: (body: Buffer) => Readonly<Record<string, string>>): Served {
    const known = this.served.get(name);
    if (known) return known;
    const path = new URL(name, BUILT);
    if (!existsSync(path)) throw refuseWith('NOT_FOUND', 'the verifier was not built: npm run build makes it');
    const body = readFileSync(path);
    const served = { body, headers: { ...headersFor(body), etag: `"${createHash('sha256').update(body).digest('hex')}"` } };
    this.served.set(name, served);
    return served;
  }
}

/** The page says itself what may run in it, so that it holds where it is saved; that nobody may frame it can only be said here. */
function pageHeaders(page: Buffer): Record<string, string> {
  const [, policy = "default-src 'none'"] = /http-equiv="content-security-policy" content="([^"]+)"/.exec(page.toString()) ?? [];
  return {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `${policy}; frame-ancestors 'none'`,
    'referrer-policy': 'no-referrer',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
  };
}

function programHeaders(): Record<string, string> {
  return {
    'content-type': 'text/javascript; charset=utf-8',
    'content-disposition': 'attachment; filename="writ-verify.mjs"',
    'cross-origin-resource-policy': 'same-origin',
  };
}

/** May be kept, and is asked for again each time: another version of the server has another one. */
function send(reply: FastifyReply, known: string | undefined, { body, headers }: Served): void {
  void reply.headers({ ...headers, 'cache-control': 'no-cache' });
  const tags = known?.split(',').map((tag) => tag.trim().replace(/^W\//, '')) ?? [];
  const isKnown = tags.includes('*') || tags.includes(headers['etag'] ?? '');
  if (isKnown) void reply.code(304).send();
  else void reply.send(body);
}
