import { it } from '@jest/globals';
import { projectionSpec, recordedEvent } from '#libs/event-sourcing/testing';
import { controlsProjection } from './controls.projection.js';

const TABLE = 'controls_set';
const given = projectionSpec(controlsProjection);
const event = (type: string, scope: string, target: string | null, reason = 'because') =>
  recordedEvent({ type, stream: 'controls/tenant', data: { scope, target, reason }, actor: { kind: 'user', id: 'ada' } });
const row = (effect: string, { position, at, data }: ReturnType<typeof event>) => ({
  effect,
  scope: data['scope'] as string,
  target: (data['target'] as string | null) ?? '',
  reason: data['reason'] as string,
  set_by: 'ada',
  set_at: at,
  position,
});

it('shows what is killed and what is paused, since when and by whom', () => {
  const [kill, pause, tool] = [
    event('KillSwitchEngaged', 'tenant', null),
    event('TrafficPaused', 'tenant', null),
    event('KillSwitchEngaged', 'tool', 'pay'),
  ];
  given()
    .when(kill, pause, tool)
    .then(TABLE, [row('kill', kill), row('pause', pause), row('kill', tool)]);
});

it('shows nothing that was lifted', () => {
  const [kill, pause] = [event('KillSwitchEngaged', 'agent', 'a-1'), event('TrafficPaused', 'agent', 'a-1')];
  given(kill, pause)
    .when(event('KillSwitchReleased', 'agent', 'a-1'))
    .then(TABLE, [row('pause', pause)]);
  given(kill, pause)
    .when(event('TrafficResumed', 'agent', 'a-1'))
    .then(TABLE, [row('kill', kill)]);
  given(kill, pause)
    .when(event('KillSwitchReleased', 'agent', 'a-2'))
    .then(TABLE, [row('kill', kill), row('pause', pause)]);
});

it('shows one that was lifted and set again with its new reason', () => {
  const again = event('KillSwitchEngaged', 'session', 's-1', 'again');
  given(event('KillSwitchEngaged', 'session', 's-1'), event('KillSwitchReleased', 'session', 's-1'))
    .when(again)
    .then(TABLE, [row('kill', again)]);
});
