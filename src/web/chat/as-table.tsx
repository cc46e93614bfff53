import { Table } from '../parts/table.tsx'
import { number, words } from './words.ts'

/** The same as a table, for whoever does not look at pictures. */
export function AsTable({
  title,
  columns,
  rows,
}: {
  title: string
  columns: readonly string[]
  rows: readonly (readonly (string | number)[])[]
}) {
  const written = rows.map((row) =>
    row.map((cell) => (typeof cell === 'number' ? number(cell) : cell)),
  )
  return (
    <details>
      <summary>{words.value.table}</summary>
      <Table title={title} columns={columns} rows={written} />
    </details>
  )
}
