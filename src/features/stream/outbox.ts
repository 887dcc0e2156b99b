import type { WebSocket } from 'ws';
import type { StreamLimits } from './limits.js';

/** What is on its way to one socket, bounded: whoever has much to send waits for room. */
export class Outbox {
  private messages = 0;
  private size = 0;
  private stalled: NodeJS.Timeout | undefined;
  private readonly waiting = new Set<() => void>();

  constructor(
    private readonly socket: WebSocket,
    private readonly limits: Pick<StreamLimits, 'bufferedMessages' | 'bufferedSize' | 'stalledMs'>,
    private readonly on: { full(): void; roomy(): void; stalled(): void },
  ) {}

  get isFull(): boolean {
    return this.messages >= this.limits.bufferedMessages || this.size >= this.limits.bufferedSize;
  }

  /** Takes the message at once, full or not: answers that are due are bounded by what is in flight. */
  send(text: string): void {
    const wasFull = this.isFull;
    this.messages += 1;
    this.size += text.length;
    this.socket.send(text, () => this.sent(text.length));
    if (wasFull || !this.isFull) return;
    this.watch();
    this.on.full();
  }

  /** Resolves when the outbox is not full, or is given up. */
  async room(): Promise<void> {
    while (this.isFull && this.socket.readyState === this.socket.OPEN)
      await new Promise<void>((resolve) => this.waiting.add(resolve));
  }

  /** Nobody will take what is left. */
  giveUp(): void {
    clearTimeout(this.stalled);
    this.release();
  }

  private sent(size: number): void {
    const wasFull = this.isFull;
    this.messages -= 1;
    this.size -= size;
    if (!wasFull) return;
    clearTimeout(this.stalled);
    if (this.isFull) return this.watch();
    this.on.roomy();
    this.release();
  }

  private watch(): void {
    clearTimeout(this.stalled);
    if (this.socket.readyState === this.socket.OPEN) this.stalled = setTimeout(() => this.on.stalled(), this.limits.stalledMs);
  }

  private release(): void {
    for (const wake of this.waiting) wake();
    this.waiting.clear();
  }
}
