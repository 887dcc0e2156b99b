import { connect, type Socket } from 'node:net';

const END_OF_HEAD = Buffer.from('\r\n\r\n');
const LAST_CHUNK = Buffer.from('\r\n0\r\n\r\n');

/** Its status, or 0 when the connection ended before the whole answer was there. */
export type Answered = (status: number) => void;

/**
 * One connection with one request in flight: just enough HTTP/1.1 to load a server without taking half of its processor. Ends with
 * the first answer that breaks off.
 */
export class RawConnection {
  private readonly socket: Socket;
  private told: Buffer = Buffer.alloc(0);
  private answered: Answered | undefined;

  constructor(url: URL) {
    this.socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    this.socket.on('data', (chunk) => this.read(chunk));
    this.socket.on('error', () => undefined);
    this.socket.on('close', () => this.answer(0));
  }

  /** Nothing may be in flight. */
  send(request: string, answered: Answered): void {
    this.answered = answered;
    if (this.socket.destroyed) return this.answer(0);
    this.socket.write(request);
  }

  close(): void {
    this.socket.destroy();
  }

  private read(chunk: Buffer): void {
    this.told = this.told.length === 0 ? chunk : Buffer.concat([this.told, chunk]);
    const head = this.told.indexOf(END_OF_HEAD);
    if (head < 0) return;
    const text = this.told.toString('latin1', 0, head);
    const length = /\r\ncontent-length: *(\d+)/i.exec(text)?.[1];
    const body = head + END_OF_HEAD.length;
    const isWhole =
      length === undefined
        ? this.told.subarray(-LAST_CHUNK.length).equals(LAST_CHUNK)
        : this.told.length >= body + Number(length);
    if (!isWhole) return;
    this.told = Buffer.alloc(0);
    this.answer(Number(text.slice(9, 12)));
  }

  private answer(status: number): void {
    const { answered } = this;
    this.answered = undefined;
    answered?.(status);
  }
}
