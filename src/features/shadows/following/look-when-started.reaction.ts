import { reaction } from '#libs/event-sourcing';
import { shadowEvents } from '../events.js';
import { COMPARE_SHADOWS, LOOK } from '../shadow-words.js';

const look = () => ({ job: COMPARE_SHADOWS, id: `${LOOK}/a` });

/** Where no shadow was open, nobody looks. */
export const lookWhenStarted = reaction(shadowEvents, { name: 'shadows-look', when: { ShadowStarted: look } });
