import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { JsonObject, RecordedEvent } from '#libs/event-sourcing';
import { expectThat } from '#libs/testing';
import type { Notice } from '../notices.js';
import { chatBody } from './chat-body.js';
import { digestOf, standardBody, toldOf, type Told } from './delivery-body.js';
import { mailText } from './mail-text.js';

const at = '2026-11-29T03:00:00.000Z';
const recorded = (data: object, id = 'e-1') =>
  ({ id, tenant: 'acme', position: 7, at, data: data as JsonObject }) as RecordedEvent;
const REQUEST = {
  approval: 'a-1',
  session: 's-1',
  agent: 'clerk',
  tool: 'pay',
  reason: 'secret reason',
  rule: 'r',
  arguments: { card: '4111' },
  expiresAt: at,
};
const told = (notice: Notice, data: object, publicUrl?: string, request?: object): Told =>
  toldOf(notice, recorded(data), request && recorded(request, 'a-1'), publicUrl);
const textOf = (body: string) => (JSON.parse(body) as { text: string }).text;

/** Names and ids that mean something to a chat, a mail program or a header. */
const HOSTILE = [
  '<!channel>',
  '<@U123>',
  '@here',
  '@channel look',
  '<https://evil.example|pay>',
  'https://evil.example/x',
  'evil.example',
  '[pay](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '*bold* _it_ ~st~ **b** # h',
  '`x` `',
  '``` x ```',
  '<users/all>',
  '\u202Eyap\u2066',
  'a\nLink: b\r\nBcc: eve@evil.example',
  '&lt;!here&gt;',
  '</code><script>alert(1)</script>',
  '" onmouseover="x',
  'javascript:alert(1)',
  '\u0000\u001b[31m\ud800',
  'x'.repeat(5_000),
];

describe('what is told', () => {
  it('of a shadow that ended is which one', () => {
    const { type, data } = told('shadow_ended', { shadow: 's-1', why: 'time', detail: null, totals: {}, digest: 'd' }, undefined);
    expect(type).toBe('shadow.ended');
    expect(data).toStrictEqual({ tenant: 'acme', event: 'e-1', position: 7, shadow: 's-1' });
  });

  it('of an incident is who was contained, and nothing that led to it', () => {
    const data = {
      incident: 'i-1',
      subject: 'agent',
      subjectId: 'clerk',
      agent: 'clerk',
      session: 's-1',
      decisions: [{}],
      cause: {},
    };
    const { type, data: shown, link } = told('incident_opened', data, 'https://writ.example');
    expect([type, link]).toStrictEqual(['incident.opened', null]);
    expect(shown).toStrictEqual({
      tenant: 'acme',
      event: 'e-1',
      position: 7,
      incident: 'i-1',
      subject: 'agent',
      session: 's-1',
      agent: 'clerk',
    });
  });

  it('holds a link where people decide, when it is known where that is, and nothing that is nobody’s business there', () => {
    const url = 'https://writ.example/gov/';
    const link = 'https://writ.example/gov/approve/a-1';
    const requested = told('approval_requested', REQUEST, url);
    expect(JSON.parse(standardBody(requested))).toStrictEqual({
      type: 'approval.requested',
      timestamp: at,
      data: {
        tenant: 'acme',
        event: 'e-1',
        position: 7,
        approval: 'a-1',
        session: 's-1',
        agent: 'clerk',
        tool: 'pay',
        expiresAt: at,
        link,
      },
    });
    const reminded = told('approval_reminder', { approval: 'a-1', due: at, next: null }, url, REQUEST);
    expect(reminded).toMatchObject({ link, data: { agent: 'clerk', tool: 'pay' } });
    expect(told('approval_denied', { approval: 'a-1', reason: 'no' }, url, REQUEST)).toMatchObject({
      link: null,
      data: { tool: 'pay' },
    });
    expect(told('approval_requested', REQUEST).link).toBeNull();
    for (const form of [standardBody, chatBody, (each: Told) => JSON.stringify(mailText(each))])
      expect(form(requested)).not.toMatch(/secret|4111/);
  });

  it('to a chat is a text with what was asked for and where to decide', () => {
    expect(textOf(chatBody(told('approval_reminder', REQUEST, 'https://writ.example'))).split('\n')).toStrictEqual([
      'Approval reminder',
      'tenant: `acme`',
      'approval: `a-1`',
      'session: `s-1`',
      'agent: `clerk`',
      'tool: `pay`',
      'expiresAt: `2026-11-29T03:\u206000:\u206000.\u2060000Z`',
      'https://writ.example/approve/a-1',
    ]);
  });

  it('to a chat cannot call, link or format, whatever an agent names things', () => {
    const names = fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: 'binary' }),
      fc.stringMatching(/^[`<>&@:./*_~\w\n]{1,40}$/),
    );
    fc.assert(
      fc.property(names, names, (tool, session) => {
        const text = textOf(chatBody(told('approval_requested', { ...REQUEST, tool, session })));
        const lines = text.split('\n');
        expect(lines.length).toBeLessThanOrEqual(7);
        for (const line of lines.slice(1)) expect(line).toMatch(/^[a-zA-Z]+: `[^`<>\n]+`$/);
        expect(text).not.toMatch(/[.:/@#!\\](?![\u2060 ])/);
        expect(text.replaceAll(/[\n\u2060]/g, '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
        expect(text.length).toBeLessThan(5_000);
      }),
    );
    expect(textOf(chatBody(told('approval_requested', { ...REQUEST, tool: '<!here> & co' })))).toContain(
      '`&lt;!\u2060here&gt; &amp; co`',
    );
  });

  const digest = (tool: string, publicUrl?: string) => {
    const gathered = { last: 99, counts: { approval_requested: 40, control_killed: 2 } };
    const delivery = { id: 'd-1', webhook: 'w-1', event: 'e-1', notice: 'digest', position: 7, gathered } as const;
    const first = Array.from({ length: 5 }, () => told('approval_requested', { ...REQUEST, tool, session: tool }, publicUrl));
    return digestOf(delivery, 'acme', first, at, publicUrl);
  };

  it('of very much is how often what happened, the first of it, and where the list is', () => {
    const url = 'https://writ.example';
    const list = `${url}/v1/webhooks/w-1/deliveries`;
    const { data } = JSON.parse(standardBody(digest('pay', url))) as { data: { first: unknown[] } };
    expect(data).toMatchObject({
      webhook: 'w-1',
      from: 7,
      to: 99,
      count: 42,
      counts: { 'approval.requested': 40, 'control.killed': 2 },
      link: list,
    });
    expect(data.first[0]).toStrictEqual(
      JSON.parse(standardBody(told('approval_requested', { ...REQUEST, session: 'pay' }, url))),
    );
    const lines = textOf(chatBody(digest('pay', url))).split('\n');
    expect([lines[0], lines.slice(6, 9), lines.at(-1)]).toStrictEqual([
      'Digest of 42',
      [
        'Approval requested: `40`',
        'Control killed: `2`',
        'Approval requested: tool `pay`, agent `clerk`, session `pay`, approval `a-1`',
      ],
      list,
    ]);
    const { subject, text, html } = mailText(digest('pay', url));
    expect(subject).toBe('[Writ] Digest of 42');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(['Approval requested: 40', `Decide: ${url}/approve/a-1`, `List: ${list}`]),
    );
    expect(html).toContain(`<a href="${list}">List</a>`);
  });

  it('of very much is as safe and as bounded as of one', () => {
    for (const tool of HOSTILE) {
      const text = textOf(chatBody(digest(tool)));
      expectThat(tool, text.split('\n').length).toBeLessThanOrEqual(13);
      expectThat(tool, text.length).toBeLessThan(20_000);
      expectThat(tool, text.replaceAll(/`[^`<>\n]+`/g, '')).toMatch(/^[A-Za-z0-9:, \n]*$/);
      const mail = mailText(digest(tool));
      expectThat(tool, mail.html.replaceAll(/<\/?(p|table|tr|th|td|code)( align="left")?>/g, '')).not.toMatch(/[<>"']/);
      expectThat(tool, `${mail.text} ${mail.html} ${mail.subject}`).not.toMatch(/evil\.example|https:\/\//);
    }
  });

  it('by mail is the same as text, which no mail program takes for anything else', () => {
    const { subject, text, html } = mailText(told('approval_requested', REQUEST, 'https://writ.example'));
    expect(subject).toBe('[Writ] Approval requested: pay');
    expect(text.split('\n')).toEqual(
      expect.arrayContaining(['tool: pay', 'event: e-1', 'Decide: https://writ.example/approve/a-1']),
    );
    expect(html).toContain('<a href="https://writ.example/approve/a-1">');
    for (const tool of HOSTILE) {
      const mail = mailText(told('approval_requested', { ...REQUEST, tool, session: tool }));
      expectThat(tool, mail.html.replaceAll(/<\/?(p|table|tr|th|td|code)( align="left")?>/g, '')).not.toMatch(/[<>"']/);
      expectThat(tool, mail.text.split('\n')).toHaveLength(11);
      expectThat(tool, mail.subject).toMatch(/^[^\p{Cc}\n\u2028\u202E]{1,600}$/u);
      expectThat(tool, `${mail.text} ${mail.html} ${mail.subject}`).not.toMatch(/evil\.example|https:\/\//);
    }
  });
});
