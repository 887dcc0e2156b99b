import { Controller, Get, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { LINT_RULES, lintPages } from '#libs/policy-toolchain';
import { Public } from '#platform/auth/access';
import { OnlyWhere } from '#platform/http/only-where';
import { refuseWith } from '#platform/http/problem-details';
import { LINT_PAGES } from './finding-view.js';

const pages = new Map([...lintPages(LINT_RULES)].map(([file, text]) => [file.replace(/\.md$/, ''), text]));

/** The pages that lint findings name, as Markdown. They say nothing about anybody. */
@ApiExcludeController()
@Public()
@OnlyWhere('servesDocs')
@Controller(LINT_PAGES.slice(1))
export class LintPagesController {
  @Get()
  overview(@Res() reply: FastifyReply): void {
    sendPage(reply, pages.get('README'));
  }

  @Get(':rule')
  page(@Param('rule') rule: string, @Res() reply: FastifyReply): void {
    sendPage(reply, pages.get(rule.replace(/\.md$/, '')));
  }
}

function sendPage(reply: FastifyReply, page: string | undefined): void {
  if (page === undefined) throw refuseWith('NOT_FOUND', 'there is no such lint rule');
  void reply.type('text/markdown; charset=utf-8').send(page);
}
