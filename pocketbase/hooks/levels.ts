import { selectText } from './sql.ts'

/** Above this many movements it is faster to read the whole catalogue. */
const MOST = 5_000

// The newest of each shelf: beside max() SQLite takes the other columns from the same row.
const LEVELS = `
  SELECT json_object(
    'seq', coalesce((SELECT max(seq) FROM movements), 0),
    'levels', (SELECT json_group_array(json_object(
        'seq', seq, 'variant', variant, 'location', location,
        'quantity_after', quantity_after, 'reserved_after', reserved_after, 'created', created))
      FROM (
        SELECT max(seq) AS seq, variant, location, quantity_after, reserved_after, created
        FROM (SELECT * FROM movements WHERE seq > {:after} ORDER BY seq LIMIT {:limit})
        GROUP BY variant, location))) AS value`

/**
 * The levels at which movements left their shelves.
 * @param after number of the last movement that is known
 * @returns JSON `{ seq, levels }`: the number of the newest movement, and the newest movement of each
 *   shelf that was moved since; `levels` is null when there were too many
 */
export function levelsJson(app: CoreApp, after: number): string {
  const text = selectText(app, LEVELS, { after, limit: MOST })
  const { seq } = JSON.parse(text)
  return seq - after > MOST ? JSON.stringify({ seq, levels: null }) : text
}
