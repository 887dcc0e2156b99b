import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { newId } from '#libs/event-ids';
import { LATEST_VERSION, SUPPORTED_VERSIONS } from '../api-version.js';
import { problemOf } from '../problem-details.js';

const STATUS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

const LINGER_MS = 500;

/** Answers what the HTTP parser could not make a request of: there are no headers to look at and no route to ask. */
export function answerMalformed(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS[error.code ?? ''] ?? 400;
  const title = STATUS_CODES[status] ?? 'Bad Request';
  const requestId = newId();
  const body = JSON.stringify({
    ...problemOf({ refused: 'INVALID_INPUT', detail: `no HTTP request: ${title}` }, requestId),
    status,
    title,
  });
  const head = [
    `HTTP/1.1 ${status} ${title}`,
    'content-type: application/problem+json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    `x-request-id: ${requestId}`,
    `writ-version: ${LATEST_VERSION}`,
    `writ-supported-versions: ${SUPPORTED_VERSIONS.join(', ')}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Whoever goes on sending is not listened to for long; a socket destroyed at once might take the answer with it.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
