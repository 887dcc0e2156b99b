import { RE2JS } from 're2js';
import { readInstant } from '#libs/operations';

const pattern = (source: string): ((text: string) => boolean) => {
  const expression = RE2JS.compile(`^(?:${source})$`);
  return (text) => text.length <= 2_048 && expression.test(text);
};
const LABEL = '[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?';
const date = (text: string) => /^\d{4}-\d\d-\d\d$/.test(text) && 'utc' in readInstant(`${text}T00:00:00Z`);

/** The formats that are checked; others say something to people only. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  'date-time': (text) => text.length <= 64 && 'utc' in readInstant(text),
  date,
  time: (text) => text.length <= 64 && 'utc' in readInstant(`2000-01-01T${text}`),
  email: pattern(`[^\\s@"<>]{1,64}@${LABEL}(?:\\.${LABEL})*`),
  hostname: pattern(`${LABEL}(?:\\.${LABEL})*`),
  ipv4: pattern('(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(?:\\.|$)){4}'),
  uuid: pattern('[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}'),
  uri: (text) => text.length <= 2_048 && !/[^!-~]/.test(text) && URL.canParse(text),
};
