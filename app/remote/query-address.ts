/** Where the typed client asks one question that stands alone: its address to the letter, so that it can be asked ahead. */
export function queryAddress(procedure: string, input: Readonly<Record<string, string>>): string {
  return `/trpc/${procedure}?batch=1&input=${encodeURIComponent(JSON.stringify({ 0: { json: input } }))}`
}
