import { gzipSync } from 'node:zlib';
import type { Answer, WritClient } from '#test/support/writ-client';
import type { LogAnswer } from '../logging/decision-log.js';

/** An entry as OPA 0.70 writes it. */
export function logEntry(decisionId: string, more: object = {}): Record<string, unknown> {
  return {
    labels: { id: 'instance-1', version: '0.70.0' },
    decision_id: decisionId,
    trace_id: '4bf92f3577b34da6a3ce929d0e0e4736',
    span_id: '00f067aa0ba902b7',
    bundles: { gate: { revision: `gate@1:${'a'.repeat(64)}` } },
    path: 'writ/decision',
    input: { subject: { role: 'clerk' }, resource: 'invoice', action: 'pay', environment: 'prod', amount: 12.5 },
    result: { verdict: 'ALLOW', rule: 'r', reason: 'x' },
    requested_by: '127.0.0.1:50132',
    timestamp: '2026-11-20T09:00:00.123456789Z',
    metrics: { timer_server_handler_ns: 1, counter: 18_446_744_073_709_551_615n.toString() },
    req_id: 7,
    ...more,
  };
}

/** Sends a batch as OPA does. */
export function sendLog(agent: WritClient, batch: unknown, path = '/v1/opa/logs'): Promise<Answer<LogAnswer>> {
  const packed = gzipSync(typeof batch === 'string' ? batch : JSON.stringify(batch));
  return agent.send<LogAnswer>('POST', path, packed, { 'content-encoding': 'gzip' });
}
