/** What a webhook can be told of, by the type of the event that says so. What is sent writes them with a dot: `approval.requested`. */
export const NOTICE_OF = {
  ApprovalRequested: 'approval_requested',
  ApprovalGranted: 'approval_granted',
  ApprovalDenied: 'approval_denied',
  ApprovalWithdrawn: 'approval_withdrawn',
  ApprovalReminded: 'approval_reminder',
  ApprovalExpired: 'approval_expired',
  ExceptionRequested: 'exception_requested',
  ExceptionApproved: 'exception_approved',
  ExceptionRevoked: 'exception_revoked',
  ExceptionExpired: 'exception_expired',
  KillSwitchEngaged: 'control_killed',
  KillSwitchReleased: 'control_restored',
  TrafficPaused: 'control_paused',
  TrafficResumed: 'control_resumed',
  IncidentOpened: 'incident_opened',
  IncidentReleased: 'incident_released',
  IncidentReopened: 'incident_reopened',
  ShadowEnded: 'shadow_ended',
  ShadowDiverged: 'shadow_diverged',
} as const;

export type Notice = (typeof NOTICE_OF)[keyof typeof NOTICE_OF];
export const NOTICES = Object.values(NOTICE_OF) as [Notice, ...Notice[]];

export function noticeOf(eventType: string): Notice | undefined {
  return Object.hasOwn(NOTICE_OF, eventType) ? NOTICE_OF[eventType as keyof typeof NOTICE_OF] : undefined;
}

/** What a delivery tells: of one event, or of so many that they are told together. */
export const TOLD_AS = [...NOTICES, 'digest'] as const;
export type ToldAs = (typeof TOLD_AS)[number];

export const DELIVERY_STATES = ['pending', 'delivered', 'dead'] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];
/** How it is told: in a form that programs read, or in one that chats show. E-mail has its own. */
export const FORMATS = ['standard', 'chat'] as const;
export type Format = (typeof FORMATS)[number];
export const WEBHOOK_STATES = ['active', 'ended'] as const;
