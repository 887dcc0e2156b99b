export { CHANNELS, CHANNEL_SAYS, NARROW_CHANNELS, type Channel } from './channels.js';
export { ClientMessage, CLOSE, EventFilter, ServerMessage } from './messages.js';
export { viewOf, type EventView } from './event-view.js';
