import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';

export interface ReceivedMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly secure: boolean;
  readonly user: string | undefined;
  /** Headers and body as they came over the wire. */
  readonly raw: string;
}

/** A mail server on this machine that keeps what it gets. */
export class MailReceiver {
  readonly mails: ReceivedMail[] = [];
  /** What it answers to a recipient instead of taking it, by address. */
  readonly answers = new Map<string, number>();
  /** What it answers to a mail instead of taking it, by the address of its recipient. */
  readonly afterData = new Map<string, number>();
  private readonly server: SMTPServer;
  private readonly listening: Server;

  private constructor(options: SMTPServerOptions) {
    this.server = new SMTPServer({
      logger: false,
      authOptional: true,
      disableReverseLookup: true,
      onRcptTo: ({ address }, _session, done) => done(refusal(this.answers.get(address))),
      onData: (stream, { envelope, secure, user }, done) => {
        const chunks: Buffer[] = [];
        stream.on('data', (chunk: Buffer) => chunks.push(chunk));
        stream.on('end', () => {
          const to = envelope.rcptTo.map(({ address }) => address);
          const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
          const code = this.afterData.get(to[0] ?? '');
          const raw = Buffer.concat(chunks).toString('utf8');
          if (code === undefined) this.mails.push({ from, to, secure, user: user as string | undefined, raw });
          done(refusal(code));
        });
      },
      ...options,
    });
    // A client that distrusts us hangs up; that is told there.
    this.server.on('error', () => undefined);
    this.listening = this.server.listen(0, '127.0.0.1');
  }

  static async start(options: SMTPServerOptions = {}): Promise<MailReceiver> {
    const receiver = new MailReceiver(options);
    await once(receiver.listening, 'listening');
    return receiver;
  }

  get port(): number {
    return (this.listening.address() as AddressInfo).port;
  }

  close(): Promise<void> {
    return new Promise((closed) => this.server.close(closed));
  }
}

function refusal(code: number | undefined): Error | null {
  return code === undefined ? null : Object.assign(new Error('no'), { responseCode: code });
}
