import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import WebSocket from 'ws';

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];
const program = NAMES.find((name) => spawnSync(name, ['--version']).status === 0);

/** Why specs in a real browser are left out; false when there is one. */
export const withoutChromium = program === undefined ? 'there is no chromium' : false;

interface Message {
  readonly id?: number;
  readonly method?: string;
  readonly params?: { readonly [name: string]: unknown };
  readonly result?: { readonly [name: string]: unknown };
  readonly error?: { readonly message: string };
}

/** A Chromium of its own with one page, driven over its debugging protocol. */
export class Chromium {
  /** What the page wrote to its console, and what went wrong in it or was kept from it by its policy. */
  readonly troubles: string[] = [];
  private readonly waiting = new Map<number, (message: Message) => void>();
  private sent = 0;
  private session: string | undefined;

  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
    private readonly socket: WebSocket,
  ) {
    socket.on('message', (data: Buffer) => this.receive(JSON.parse(data.toString('utf8')) as Message));
  }

  static async start(): Promise<Chromium> {
    const folder = mkdtempSync(join(tmpdir(), 'writ-chromium-'));
    const quiet = [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--no-first-run',
      '--disable-extensions',
    ];
    const args = [
      ...quiet,
      '--disable-background-networking',
      `--user-data-dir=${folder}`,
      '--remote-debugging-port=0',
      'about:blank',
    ];
    const child = spawn(program ?? '', args, { stdio: ['ignore', 'ignore', 'pipe'] });
    let address: string | undefined;
    for await (const line of createInterface({ input: child.stderr })) {
      address = /DevTools listening on (ws:\S+)/.exec(line)?.[1];
      if (address !== undefined) break;
    }
    if (address === undefined) throw new Error('Chromium ended before it listened');
    child.stderr.resume();
    const socket = new WebSocket(address);
    await once(socket, 'open');
    const browser = new Chromium(child, folder, socket);
    const { targetId } = await browser.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await browser.send('Target.attachToTarget', { targetId, flatten: true });
    browser.session = sessionId as string;
    for (const domain of ['Page', 'Runtime', 'Log']) await browser.send(`${domain}.enable`);
    return browser;
  }

  async open(url: string): Promise<void> {
    await this.send('Page.navigate', { url });
  }

  /** What an expression is in the page, as JSON. */
  async evaluate<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
    });
    if (exceptionDetails !== undefined) throw new Error(JSON.stringify(exceptionDetails));
    return (result as { readonly value: T }).value;
  }

  /** As somebody at a keyboard does. */
  async type(text: string): Promise<void> {
    await this.send('Input.insertText', { text });
  }

  async press(key: 'Tab' | 'Enter'): Promise<void> {
    const code = key === 'Tab' ? 9 : 13;
    const what = { key, code: key, windowsVirtualKeyCode: code, ...(key === 'Enter' && { text: '\r' }) };
    await this.send('Input.dispatchKeyEvent', { type: 'keyDown', ...what });
    await this.send('Input.dispatchKeyEvent', { type: 'keyUp', ...what });
  }

  async close(): Promise<void> {
    const ended = once(this.child, 'exit');
    this.socket.close();
    this.child.kill('SIGKILL');
    await ended;
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  private send(method: string, params: object = {}): Promise<NonNullable<Message['result']>> {
    const id = (this.sent += 1);
    return new Promise((done, fail) => {
      this.waiting.set(id, ({ result, error }) => (result ? done(result) : fail(new Error(`${method}: ${error?.message}`))));
      this.socket.send(JSON.stringify({ id, method, params, ...(this.session !== undefined && { sessionId: this.session }) }));
    });
  }

  private receive({ id, method, params, ...message }: Message): void {
    if (id !== undefined) this.waiting.get(id)?.(message);
    const isTrouble =
      method === 'Runtime.exceptionThrown' || method === 'Log.entryAdded' || method === 'Page.javascriptDialogOpening';
    if (isTrouble) this.troubles.push(JSON.stringify(params));
  }
}
