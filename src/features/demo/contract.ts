/** The demo asks other features and offers nothing to them. */
export {};
