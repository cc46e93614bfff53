export type Params = Record<string, unknown>

/**
 * The single value of a query, as text.
 * @param sql with one column named `value`
 * @param params bound as {:name}, never concatenated
 */
export function selectText(app: CoreApp, sql: string, params: Params = {}): string {
  const row = new DynamicModel({ value: '' })
  app.db().newQuery(sql).bind(params).one(row)
  return row.value
}

/** The single value of a query, parsed from JSON. */
export const selectJson = <T>(app: CoreApp, sql: string, params?: Params): T =>
  JSON.parse(selectText(app, sql, params))

/** The single value of a query as a number. The hooks receive it as text. */
export const selectNumber = (app: CoreApp, sql: string, params?: Params): number =>
  Number(selectText(app, sql, params))

/** The first record that matches an SQL condition. */
export function findRecord(
  app: CoreApp,
  collection: string,
  condition: string,
  params: Params,
): core.Record | undefined {
  const [found] = app.findAllRecords(collection, $dbx.exp(condition, params))
  return found
}

/** The time this many seconds ago, in PocketBase's format, which sorts correctly as text. */
export const secondsAgo = (seconds: number): string =>
  new Date(Date.now() - seconds * 1000).toISOString().replace('T', ' ')
