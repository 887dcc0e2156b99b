import { indented, visible } from './exact-text.js';
import type { Browser, PageElement } from './page-elements.js';
import { PublishedApi, RefusedError, type Answer } from './published-api.js';

/** Of a request, what the page shows. */
interface Request {
  readonly state: string;
  readonly sessionId: string;
  readonly agent: string;
  readonly tool: string;
  readonly rule: string;
  readonly reason: string;
  readonly policy: { readonly id: string; readonly revision: number; readonly digest: string };
  readonly requestedAt: string;
  readonly expiresAt: string;
  readonly order: string;
  readonly onExpiry: string;
  readonly steps: readonly {
    readonly name: string;
    readonly roles: readonly string[];
    readonly people: readonly string[];
    readonly required: number;
    readonly given: number;
    readonly isOpen: boolean;
  }[];
  readonly history: readonly {
    readonly step: string;
    readonly by: string | null;
    readonly at: string;
    readonly comment: string | null;
  }[];
}

const MEMBERS: readonly (keyof Request)[] = [
  'state',
  'sessionId',
  'agent',
  'tool',
  'rule',
  'reason',
  'policy',
  'requestedAt',
  'expiresAt',
  'order',
  'onExpiry',
  'steps',
  'history',
];

const { document, location } = globalThis as unknown as Browser;
const approval = location.pathname.slice(location.pathname.lastIndexOf('/') + 1);
// The page may be served below a path that whatever stands in front of it takes away.
const api = new PublishedApi(new URL('../', location.href));

const on = (id: string): PageElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
};
const made = (name: string, ...content: (PageElement | string)[]): PageElement => {
  const element = document.createElement(name);
  element.append(...content);
  return element;
};
/** Everything that others chose gets onto the page here, as text. */
const text = (name: string, content: string): PageElement => made(name, visible(content));

function say(words: string, isTrouble: boolean): void {
  on('told').className = isTrouble ? 'trouble' : '';
  on('told').textContent = words;
}

function requestIn(answer: Answer): Request {
  return Object.fromEntries(MEMBERS.map((name) => [name, answer.read(name)])) as unknown as Request;
}

async function show(): Promise<Request> {
  const answer = await api.call('GET', `v1/approvals/${approval}`);
  const value = requestIn(answer);
  const { policy, steps, history } = value;
  const facts = {
    State: value.state,
    Tool: value.tool,
    Agent: value.agent,
    Session: value.sessionId,
    Rule: value.rule,
    Explanation: value.reason,
    Policy: `${policy.id}, revision ${policy.revision}, ${policy.digest}`,
    Asked: value.requestedAt,
    Expires: `${value.expiresAt} (${value.onExpiry === 'deny' ? 'then it is a no' : 'then it may be asked for again'})`,
  };
  on('facts').replaceChildren(...Object.entries(facts).flatMap(([name, content]) => [text('dt', name), text('dd', content)]));
  on('arguments').replaceChildren(...written(answer.text('arguments')));
  on('order').textContent = value.order === 'ordered' ? 'One step after the other.' : 'All steps at once.';
  on('steps').replaceChildren(...steps.map(stepShown));
  on('history').replaceChildren(
    ...history.map(({ step, by, at, comment }) => text('li', [at, step, by ?? '', comment ?? ''].join(' · '))),
  );
  on('decide').hidden = value.state !== 'pending';
  on('sign-in').hidden = true;
  on('request').hidden = false;
  return value;
}

/** To the letter: each text is a world of its own, so that none can turn round what follows it. */
function written(json: string): (PageElement | string)[] {
  return indented(json).map((piece) => (piece.isString ? made('bdi', piece.text) : piece.text));
}

function stepShown({ name, roles, people, required, given, isOpen }: Request['steps'][number]): PageElement {
  const who = [...people, ...roles.map((role) => `role ${role}`)].join(', ');
  const stands = given >= required ? 'complete' : isOpen ? 'open' : 'waits for its turn';
  return text('li', `${name}: ${given} of ${required} said yes, ${stands}. Asked: ${who}`);
}

async function lookAgain(): Promise<void> {
  await show();
  say('', false);
}

async function decide(how: 'approve' | 'deny'): Promise<void> {
  const reason = on('reason').value.trim();
  if (how === 'deny' && reason === '') {
    on('reason').focus();
    return say('Say why you deny it.', true);
  }
  const body = how === 'deny' ? { reason } : reason === '' ? {} : { comment: reason };
  await api.call('POST', `v1/approvals/${approval}/${how}`, body);
  on('reason').value = '';
  const { state } = await show();
  on('request-title').focus();
  say(state === 'pending' ? 'Your yes is recorded. Others have to decide, too.' : `It is ${state}.`, false);
}

/** One thing at a time; what goes wrong is told. */
async function busy(work: () => Promise<void>): Promise<void> {
  const controls = ['enter', 'approve', 'deny', 'again'].map(on);
  for (const control of controls) control.disabled = true;
  say('…', false);
  await work().catch(tell);
  for (const control of controls) control.disabled = false;
}

function tell(error: unknown): void {
  const { code, message } = error instanceof RefusedError ? error : { code: 'PAGE_FAULT', message: String(error) };
  say(`${visible(message)} (${visible(code)})`, true);
  if (code !== 'UNAUTHENTICATED') return;
  on('request').hidden = true;
  on('sign-in').hidden = false;
  on('client-id').focus();
}

on('sign-in').addEventListener('submit', (event) => {
  event.preventDefault();
  const [id, secret] = [on('client-id').value.trim(), on('client-secret').value.trim()];
  on('client-secret').value = '';
  void busy(async () => {
    await api.signIn(id, secret);
    await lookAgain();
    on('request-title').focus();
  });
});
for (const how of ['approve', 'deny'] as const) on(how).addEventListener('click', () => void busy(() => decide(how)));
on('again').addEventListener('click', () => void busy(lookAgain));
on('sign-in').hidden = false;
