import { Webhook } from 'standardwebhooks';

const PREFIX = 'whsec_';

/** The headers by which a receiver knows a delivery, after the Standard Webhooks specification; with the old secret, too, while it is given up. */
export function signedHeaders(secrets: readonly string[], id: string, at: Date, body: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'user-agent': 'writ-webhooks',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  };
}

/** As the specification writes secrets. */
export function writtenSecret(bytes: Buffer): string {
  return PREFIX + bytes.toString('base64');
}
