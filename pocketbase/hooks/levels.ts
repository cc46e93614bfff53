import { selectText } from './sql.ts'

/** Above this many movements it is faster to read the whole catalogue. */
const MAX_MOVEMENTS = 5_000

// The newest movement of each shelf: with max(), SQLite takes the other columns from the same row.
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
 * The current levels of the shelves that changed.
 * @param after number of the last movement that the caller knows
 * @returns JSON `{ seq, levels }`: the number of the newest movement, and the newest movement of each
 *   shelf that changed since `after`; `levels` is null when there were too many
 */
export function levelsJson(app: CoreApp, after: number): string {
  const text = selectText(app, LEVELS, { after, limit: MAX_MOVEMENTS })
  const { seq } = JSON.parse(text)
  return seq - after > MAX_MOVEMENTS ? JSON.stringify({ seq, levels: null }) : text
}
