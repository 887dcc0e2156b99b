/** The line that other programs read; nothing may be printed after it. */
export function printCount({ passed, failed, skipped }) {
  console.log(`${passed} passed, ${failed} failed, ${skipped} skipped`);
}
