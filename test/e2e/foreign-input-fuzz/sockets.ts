import { once } from 'node:events';
import { WebSocket } from 'ws';

type Message = Readonly<Record<string, unknown>>;

const WITHIN_MS = 20_000;
/** What a server says that has failed; whatever else it closes with is about what it was sent. */
const FAULTS = new Set([1006, 1011, 4500]);

/** A socket on which each frame is followed by one whose answer is known, so that what comes before that answers the frame. */
export class AskedSocket {
  private socket: WebSocket | undefined;
  private received: Message[] = [];
  private closedWith: number | undefined;
  private changed: () => void = () => undefined;
  private asked = 0;
  /** Answers that name a fault of the server, whenever they came. */
  readonly faults: string[] = [];

  constructor(
    private readonly url: string,
    private readonly opening: {
      readonly protocols?: string;
      readonly headers: Record<string, string>;
      readonly first?: object;
      readonly ready?: string;
      /** A message that is always answered at once, and how its answer is known. */
      readonly marker: (nth: number) => object;
      readonly isMarked: (message: Message, nth: number) => boolean;
    },
  ) {}

  /** Everything that came in answer, or the code with which the server closed. `isLate`: the answer comes when it is ready. */
  async ask(frame: string | Buffer, isLate: boolean): Promise<{ answers: readonly Message[]; closed?: number; fault?: string }> {
    const socket = await this.opened();
    const nth = (this.asked += 1);
    const { marker, isMarked } = this.opening;
    this.received = [];
    socket.send(frame);
    socket.send(JSON.stringify(marker(nth)));
    const others = (): Message[] => this.received.filter((message) => !isMarked(message, nth) && message['type'] !== 'ping');
    const isAnswered = (): boolean => this.received.some((message) => isMarked(message, nth)) && (!isLate || others().length > 0);
    const inTime = await this.until(() => isAnswered() || this.closedWith !== undefined);
    if (!inTime) return { answers: others(), fault: 'no answer' };
    const { closedWith } = this;
    if (closedWith === undefined) return { answers: others() };
    this.socket = undefined;
    return { answers: others(), closed: closedWith, ...(FAULTS.has(closedWith) && { fault: `closed with ${closedWith}` }) };
  }

  close(): void {
    this.socket?.terminate();
  }

  private async opened(): Promise<WebSocket> {
    if (this.socket) return this.socket;
    const { protocols, headers, first, ready } = this.opening;
    const socket = new WebSocket(this.url.replace(/^http/, 'ws'), protocols, { headers });
    this.closedWith = undefined;
    this.received = [];
    socket.on('message', (data) => {
      const text = String(data);
      if (text.includes('"INTERNAL_FAULT"')) this.faults.push(text);
      this.received.push(JSON.parse(text) as Message);
      this.changed();
    });
    socket.on('close', (code) => {
      this.closedWith = code;
      this.changed();
    });
    socket.on('error', () => undefined);
    await once(socket, 'open');
    if (first) socket.send(JSON.stringify(first));
    if (ready !== undefined) await this.until(() => this.received.some(({ type }) => type === ready));
    this.socket = socket;
    return socket;
  }

  private until(holds: () => boolean): Promise<boolean> {
    return new Promise((resolve) => {
      const late = setTimeout(() => resolve(false), WITHIN_MS);
      this.changed = () => {
        if (!holds()) return;
        clearTimeout(late);
        this.changed = () => undefined;
        resolve(true);
      };
      this.changed();
    });
  }
}
