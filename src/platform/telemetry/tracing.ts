import { context, propagation, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { RequestFacts } from '#platform/http/request-context';

const tracer = trace.getTracer('writ');

/**
 * Runs `work` in a span named after the operation, below the caller's own. Spans go nowhere until the process is started
 * with an OpenTelemetry SDK (`node --import`); names and attributes never hold anything of a request's body.
 */
export function traced<T>(name: string, facts: RequestFacts, work: (span: Span) => Promise<T>): Promise<T> {
  const parent = facts.trace === null ? context.active() : propagation.extract(context.active(), { traceparent: facts.trace });
  return tracer.startActiveSpan(name, { attributes: { 'writ.request_id': facts.requestId } }, parent, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  });
}
