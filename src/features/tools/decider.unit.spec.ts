import { describe, it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { Description } from './commands.js';
import { toolCatalogue } from './decider.js';
import type { ToolEvent } from './events.js';

const given = deciderSpec(toolCatalogue);
const schema = { type: 'object', properties: { id: { type: 'string' } } };
const reads: Description = { class: 'read', returns: ['pii'], owner: 'crm', risk: 'medium', argumentSchema: schema };
const described = (tool: string, version: number, more: Partial<Description> = {}): ToolEvent => ({
  type: 'ToolDescribed',
  tool,
  version,
  ...reads,
  ...more,
  returns: [...(more.returns ?? reads.returns)],
  by: 'eve',
});
const describeAs = (tool: string, more: Partial<Description> = {}) =>
  ({ type: 'DescribeTool', tool, as: { ...reads, ...more }, by: 'eve' }) as const;
const imported = (...names: string[]) =>
  ({
    type: 'ImportTools',
    tools: names.map((name) => ({ name, argumentSchema: schema })),
    class: 'exec',
    owner: null,
    by: 'eve',
  }) as const;

describe('the catalogue of tools', () => {
  it('says what was said of a tool last, and moves by one with each change', () => {
    given().when(describeAs('get')).then(described('get', 1));
    given(described('get', 1)).when(describeAs('put')).then(described('put', 2));
    given(described('get', 1), described('put', 2))
      .when(describeAs('get', { class: 'egress' }))
      .then(described('get', 3, { class: 'egress' }));
  });

  it('is not moved by what it says already', () => {
    given(described('get', 1)).when(describeAs('get')).then();
    given(described('get', 1)).when(imported('get')).then();
  });

  it('takes names and schemas from an import, and for known tools nothing else', () => {
    const strict = { class: 'exec', returns: [], owner: null, risk: 'medium' } as const;
    given(described('get', 1, { argumentSchema: null }))
      .when(imported('get', 'run', 'run'))
      .then(described('get', 2), described('run', 3, strict));
  });

  it('forgets a tool, once', () => {
    given(described('get', 1)).when({ type: 'RemoveTool', tool: 'get', by: 'eve' }).then({
      type: 'ToolRemoved',
      tool: 'get',
      version: 2,
      by: 'eve',
    });
    given(described('get', 1), { type: 'ToolRemoved', tool: 'get', version: 2, by: 'eve' })
      .when({ type: 'RemoveTool', tool: 'get', by: 'eve' })
      .refused('TOOL_NOT_FOUND');
    given(described('get', 1), { type: 'ToolRemoved', tool: 'get', version: 2, by: 'eve' })
      .when(describeAs('get'))
      .then(described('get', 3));
    given(described('get', 1), described('put', 2), { type: 'ToolRemoved', tool: 'get', version: 3, by: 'eve' })
      .when(describeAs('put'))
      .then();
  });

  it('has its bounds', () => {
    const full = Array.from({ length: 500 }, (_, i) => described(`tool-${i}`, i + 1, { argumentSchema: null }));
    given(...full)
      .when(describeAs('one-more'))
      .refused('TOO_MANY_TOOLS');
    given(...full)
      .when(imported('tool-1', 'one-more'))
      .refused('TOO_MANY_TOOLS');
    given(...full)
      .when(describeAs('tool-1'))
      .then(described('tool-1', 501));
    const large = { title: 'x'.repeat(16_372) };
    const heavy = Array.from({ length: 128 }, (_, i) => described(`tool-${i}`, i + 1, { argumentSchema: large }));
    given(...heavy)
      .when(describeAs('get'))
      .refused('CATALOGUE_TOO_LARGE');
    given(...heavy)
      .when(describeAs('tool-1', { argumentSchema: { title: 'x' } }))
      .then(described('tool-1', 129, { argumentSchema: { title: 'x' } }));
  });

  it('is as large as what it says now: neither what was said before nor what was forgotten counts', () => {
    const large = { title: 'x'.repeat(16_372) };
    const heavy = (count: number) =>
      Array.from({ length: count }, (_, i) => described(`tool-${i}`, i + 1, { argumentSchema: large }));
    const last = (version: number) => described('last', version, { argumentSchema: large });
    const add = describeAs('last', { argumentSchema: large });
    given(...heavy(127))
      .when(add)
      .then(last(128));
    given(...heavy(127), described('tool-0', 128, { argumentSchema: large, owner: 'hr' }))
      .when(add)
      .then(last(129));
    given(...heavy(128), { type: 'ToolRemoved', tool: 'tool-3', version: 129, by: 'eve' })
      .when(add)
      .then(last(130));
  });

  it('knows tools by whatever name they may have', () => {
    for (const tool of ['__proto__', 'constructor', 'toString', '..'])
      given(described(tool, 1)).when(describeAs('get')).then(described('get', 2));
  });
});
