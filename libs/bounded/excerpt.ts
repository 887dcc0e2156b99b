/** The beginning of a text that may be long and hostile, for people: cut between characters, so that none becomes another one. */
export function excerpt(text: string, longest: number): string {
  const whole = text.isWellFormed() ? text : text.toWellFormed();
  if (whole.length <= longest) return whole;
  const last = whole.charCodeAt(longest - 1);
  return whole.slice(0, last >= 0xd800 && last <= 0xdbff ? longest - 1 : longest);
}
