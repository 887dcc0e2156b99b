import { it } from '@jest/globals';
import { deciderSpec } from '#libs/event-sourcing/testing';
import type { ClientReport, FabricCommand } from './commands.js';
import { fabricClients } from './decider.js';
import type { BundleState, FabricEvent } from './events.js';

const given = deciderSpec(fabricClients);
const gate: BundleState = { name: 'gate', revision: 'gate@1:0', code: null, message: null };
const report = (more: Partial<ClientReport> = {}): FabricCommand => ({
  type: 'ReportClient',
  client: 'bot',
  labels: { team: 'blue' },
  report: { instance: 'i-1', version: '0.70.0', bundles: [gate], discovery: null, ...more },
});
const reported = (more: Partial<ClientReport> = {}): FabricEvent => ({
  type: 'FabricClientReported',
  client: 'bot',
  labels: { team: 'blue' },
  instance: 'i-1',
  version: '0.70.0',
  discovery: null,
  ...more,
  bundles: [...(more.bundles ?? [gate])],
});

it('a first report is recorded, and the same again is not', () => {
  given().when(report()).then(reported());
  given(reported()).when(report()).then();
});

it('a report that says something else is recorded, in every respect that matters', () => {
  const failing = { ...gate, code: 'bundle_error', message: 'at 09:00' };
  for (const more of [
    { version: '0.71.0' },
    { bundles: [] },
    { bundles: [{ ...gate, revision: 'gate@2:0' }] },
    { bundles: [{ ...gate, revision: null }] },
    { bundles: [failing] },
    { bundles: [gate, { ...gate, name: 'other' }] },
    { discovery: { ...gate, name: 'discovery' } },
  ])
    given(reported()).when(report(more)).then(reported(more));
  given(reported({ bundles: [failing] }))
    .when(report({ bundles: [{ ...failing, message: 'at 09:01' }] }))
    .then();
});

it('processes of a client do not hide each other, and one that returns to what it was is heard', () => {
  given(reported(), reported({ instance: 'i-2', version: '1.0.0' }))
    .when(report())
    .then();
  given(reported(), reported({ version: '0.71.0' }))
    .when(report())
    .then(reported());
});

it('what a client tells of its decisions changes nothing of what it said of itself', () => {
  const told = {
    type: 'DecisionReported',
    client: 'bot',
    labels: { id: 'i-1' },
    decisionId: 'd-1',
    bundles: {},
    path: 'writ/decision',
    query: null,
    input: null,
    result: null,
    isDefined: false,
    error: null,
    requestedBy: null,
    timestamp: '2026-11-29T09:00:00Z',
    traceId: null,
    spanId: null,
    attributes: {},
    erased: [],
    masked: [],
    deferred: false,
  } as unknown as FabricEvent;
  given(reported(), told).when(report()).then();
});

it('what was last reported is kept of a thousand processes', () => {
  const many = Array.from({ length: 1_001 }, (_, i) => reported({ instance: `i-${i}` }));
  given(...many)
    .when(report({ instance: 'i-1' }))
    .then();
  given(...many)
    .when(report({ instance: 'i-0' }))
    .then(reported({ instance: 'i-0' }));
});

it('a process that reports again is not among those that reported longest ago', () => {
  const others = Array.from({ length: 998 }, (_, n) => reported({ instance: `other-${n}` }));
  const newer = { version: '0.71.0' };
  const known = [reported(), reported({ instance: 'i-2' }), reported(newer), ...others, reported({ instance: 'late' })];
  given(...known)
    .when(report(newer))
    .then();
  given(...known)
    .when(report({ instance: 'i-2' }))
    .then(reported({ instance: 'i-2' }));
});
