import type { Provider } from './client'

const quoted = (name: string) => `"${name}"`

/**
 * The statement that unfolds a JSON array of arrays (second parameter) into a table's rows of one deployment (first
 * parameter). A row that is there already is left as it is, or, where `newest` names a column, replaced by one at least as new.
 * @param columns names with their PostgreSQL types, in the order of the inner arrays.
 */
export function upsertStatement(
  provider: Provider,
  table: string,
  columns: Readonly<Record<string, string>>,
  key: readonly string[],
  newest?: string,
): string {
  const names = Object.keys(columns)
  const isPostgres = provider === 'postgresql'
  const values = Object.entries(columns).map(([, type], index) =>
    isPostgres ? `(value->>${index})::${type}` : `value->>${index}`,
  )
  const source = isPostgres ? `json_array_elements($2::json) AS rows(value)` : 'json_each($2)'
  const target = quoted(table)
  const updates = names
    .filter((name) => !key.includes(name))
    .map((name) => `${quoted(name)} = excluded.${quoted(name)}`)
  const onConflict = newest
    ? `DO UPDATE SET ${updates.join(', ')} WHERE excluded.${quoted(newest)} >= ${target}.${quoted(newest)}`
    : 'DO NOTHING'
  // "WHERE true" keeps SQLite from reading ON CONFLICT as a join condition.
  return (
    `INSERT INTO ${target} ("deploymentId", ${names.map(quoted).join(', ')}) ` +
    `SELECT ${isPostgres ? '$1::text' : '$1'}, ${values.join(', ')} FROM ${source} WHERE true ` +
    `ON CONFLICT ("deploymentId", ${key.map(quoted).join(', ')}) ${onConflict}`
  )
}
