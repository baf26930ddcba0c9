const DATE_AND_TIME = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d(?:\.\d{1,9})?)?)?\s*(Z|[+-]\d\d:\d\d)?$/

/** The ISO instant that somebody typed: a date, with a time if they like, in UTC unless an offset is given. Null if it is none. */
export function instantOf(text: string): string | null {
  const match = DATE_AND_TIME.exec(text.trim())
  if (!match) return null
  const [, date, time = '00:00', seconds = ':00', offset = 'Z'] = match
  const iso = `${date}T${time}${seconds}${offset}`
  return Number.isNaN(Date.parse(iso)) ? null : iso
}
