/** Pins ask controls and policies and offer nothing to others: what holds is in `ControlState.pins`. */
export {};
