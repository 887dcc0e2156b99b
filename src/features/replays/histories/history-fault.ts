/** What is wrong with a history that somebody sent, in words for them. */
export class HistoryFault extends Error {
  override readonly name = 'HistoryFault';
}
