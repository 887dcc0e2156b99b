import { Agent, request } from 'node:http';

export interface Sent {
  readonly method: string;
  readonly path: string;
  /** Names and values in turns, so that one may stand twice. */
  readonly headers: readonly string[];
  readonly body?: Buffer | undefined;
}

export interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Parsed, or undefined when it is no JSON. */
  readonly body: unknown;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

/** One request as it stands. Resolves to undefined when the server ended the connection instead of answering. */
export function send(url: string, { method, path, headers, body }: Sent): Promise<Got | undefined> {
  const { hostname, port } = new URL(url);
  const all = [...headers, ...(body ? ['content-length', String(body.length)] : [])];
  return new Promise((resolve) => {
    const sent = request({ hostname, port, method, path, agent, headers: ['host', `${hostname}:${port}`, ...all] }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('error', () => resolve(undefined));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text, body: parsed(text) });
      });
    });
    sent.on('error', () => resolve(undefined));
    sent.end(body);
  });
}

export function stopSending(): void {
  agent.destroy();
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
