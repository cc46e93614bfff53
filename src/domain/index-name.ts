/** The name in the SQL that makes an index. */
export const indexName = (sql: string): string =>
  /INDEX\s+(?:IF NOT EXISTS\s+)?`?(\w+)/i.exec(sql)?.[1] ?? sql
