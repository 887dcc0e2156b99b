import type { LoggerService } from '@nestjs/common';
import { pino, type Logger } from 'pino';

export type { Logger } from 'pino';

/** Structured logs to standard output. Field names that can carry a credential are removed wherever they appear. */
export function createLogger(service: string, level: string): Logger {
  return pino({
    level,
    base: { service },
    timestamp: pino.stdTimeFunctions.isoTime,
    redact: {
      paths: [
        'authorization',
        '*.authorization',
        'headers.authorization',
        'clientSecret',
        '*.clientSecret',
        'refreshToken',
        '*.refreshToken',
        'key',
        '*.key',
      ],
      remove: true,
    },
  });
}

/** Nest's own messages in the same log, one level down: its start-up chatter is of no use to an operator. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}
  log(message: unknown): void {
    this.logger.debug(String(message));
  }
  debug(message: unknown): void {
    this.logger.debug(String(message));
  }
  verbose(message: unknown): void {
    this.logger.trace(String(message));
  }
  warn(message: unknown): void {
    this.logger.warn(String(message));
  }
  error(message: unknown, ...details: unknown[]): void {
    this.logger.error(
      { details: details.map(String) },
      message instanceof Error ? (message.stack ?? message.message) : String(message),
    );
  }
  fatal(message: unknown): void {
    this.logger.fatal(String(message));
  }
}

/** The trace id inside a traceparent, for log lines. */
export function traceIdOf(traceparent: string | null): string | undefined {
  return traceparent?.slice(3, 35);
}
