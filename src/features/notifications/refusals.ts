import { refusals } from '#libs/event-sourcing';

export const notificationRefusals = refusals({
  WEBHOOK_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such webhook in your tenant.',
    fix: 'Check the id; `GET /v1/webhooks` lists them.',
  },
  WEBHOOK_ENDED: {
    kind: 'conflict',
    says: 'This webhook has ended.',
    fix: 'Register another one.',
  },
  TOO_MANY_WEBHOOKS: {
    kind: 'conflict',
    says: 'A tenant has at most 20 webhooks.',
    fix: 'End one that nobody listens to.',
  },
  WEBHOOK_TARGET_INVALID: {
    kind: 'invalid',
    says: 'Nothing is sent to this URL.',
    fix: 'The detail says why: give an https URL without user, password and fragment, of a host on the internet, or `mailto:` and one e-mail address.',
  },
  MAIL_NOT_CONFIGURED: {
    kind: 'unprocessable',
    says: 'This deployment sends no e-mail.',
    fix: 'Have `WRIT_SMTP_URL` and `WRIT_MAIL_FROM` set, for the API and the worker, or name an https URL.',
  },
  WEBHOOK_HAS_NO_SECRET: {
    kind: 'conflict',
    says: 'E-mail is not signed, so there is no secret to rotate.',
    fix: 'Nothing has to be done; end it and register another one to have another address told.',
  },
  DELIVERY_NOT_FOUND: {
    kind: 'not-found',
    says: 'There is no such delivery of this webhook.',
    fix: 'Check the id; `GET /v1/webhooks/{webhook}/deliveries` lists them.',
  },
  DELIVERY_PENDING: {
    kind: 'conflict',
    says: 'This delivery is still being tried.',
    fix: 'Wait until it is delivered or dead.',
  },
});
export type NotificationRefusalCode = keyof typeof notificationRefusals;
