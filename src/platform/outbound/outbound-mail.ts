import { isMailAddress } from './mail-address.js';
import type { MailServer } from './mail-server.js';
import type { OutboundResult } from './outbound-post.js';

export interface OutboundMail {
  readonly from: string;
  readonly to: string;
  /** The left side of its Message-ID; the right one is the domain of the sender. */
  readonly id: string;
  readonly at: Date;
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailRules {
  readonly withinMs?: number;
  /** Certificates to trust instead of the machine's own. */
  readonly ca?: string;
}

const WITHIN_MS = 20_000;
const SENDER = 'Writ';
/** What a server answers when it does not know who we are: that is no word about the mail. */
const WHO_ARE_YOU = new Set([530, 534, 535, 538]);
/** Only what is answered to these is about the mail. */
const ABOUT_MAIL = new Set(['MAIL FROM', 'RCPT TO', 'DATA']);

/**
 * Hands one mail to a mail server and answers with its last reply about it: 2xx when it took the mail on, 4xx when it may later, 5xx when it
 * never will. All of it ends in time. Never rejects, and tells nothing of the other side's words.
 */
export async function outboundMail(server: MailServer, mail: OutboundMail, rules: MailRules = {}): Promise<OutboundResult> {
  const began = performance.now();
  const ms = (): number => Math.round(performance.now() - began);
  if (!isMailAddress(mail.to) || !isMailAddress(mail.from)) return { status: null, reason: 'target-refused', ms: ms() };
  const signal = AbortSignal.timeout(rules.withinMs ?? WITHIN_MS);
  try {
    return { status: await send(server, mail, rules, signal), ms: ms() };
  } catch (error) {
    const { responseCode, command = '' } = error as { readonly responseCode?: number; readonly command?: string };
    const isAboutMail = responseCode !== undefined && ABOUT_MAIL.has(command) && !WHO_ARE_YOU.has(responseCode);
    if (isAboutMail) return { status: responseCode, ms: ms() };
    return { status: null, reason: signal.aborted || isTimeout(error) ? 'timeout' : 'connection', ms: ms() };
  }
}

async function send(server: MailServer, mail: OutboundMail, { ca, withinMs }: MailRules, signal: AbortSignal): Promise<number> {
  // Loaded when needed: few processes ever send mail.
  const { createTransport } = await import('nodemailer');
  const { host, port, security, credentials } = server;
  const most = withinMs ?? WITHIN_MS;
  const transport = createTransport({
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(credentials && { auth: { user: credentials.user, pass: credentials.password } }),
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(ca !== undefined && { ca }) },
    connectionTimeout: most,
    greetingTimeout: most,
    socketTimeout: most,
    disableFileAccess: true,
    disableUrlAccess: true,
    logger: false,
  });
  const sent = await transport.sendMail({ ...messageOf(mail), signal });
  return Number.parseInt(sent.response, 10);
}

/** Headers that others' words get into are one line each; addresses were checked, and are given as such. */
function messageOf({ from, to, id, at, subject, text, html }: OutboundMail) {
  return {
    from: { name: SENDER, address: from },
    to: { name: '', address: to },
    envelope: { from, to },
    messageId: `<${id}@${from.slice(from.indexOf('@') + 1)}>`,
    date: at,
    subject: subject.replaceAll(/[\p{C}\p{Zl}\p{Zp}]+/gu, ' '),
    text,
    html,
    headers: { 'Auto-Submitted': 'auto-generated' },
  };
}

function isTimeout(error: unknown): boolean {
  return (error as { readonly code?: string }).code === 'ETIMEDOUT';
}
