import { DatabaseSync } from 'node:sqlite'

/** The variants by their places, which a join finds them by. */
const PLACES = `
  CREATE TEMP TABLE places (place INTEGER PRIMARY KEY, variant TEXT, location TEXT, quantity INTEGER);
  INSERT INTO places
  SELECT row_number() OVER (ORDER BY variant) - 1, variant, location, quantity FROM inventory`

/** Sales and returns of every shelf in turn. */
const FILL = `
  INSERT INTO movements (id, seq, batch, line, variant, location, type, quantity, delta,
    quantity_after, match, actor, channel, occurred_at, created)
  WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < :rows),
    c AS (SELECT count(*) AS many, (SELECT max(seq) FROM movements) AS last FROM places)
  SELECT printf('m%014d', i), c.last + i + 1, printf('m%014d', i), 0, p.variant, p.location,
    iif(i / c.many % 2, 'RETURN', 'SALE'), 1, iif(i / c.many % 2, 1, -1),
    p.quantity - 1 + i / c.many % 2, 'null', iif(i % 10, 'api', 'rare-' || (i % 1000)), 'api',
    strftime('%Y-%m-%d %H:%M:%fZ', :begin, (i * :seconds) || ' seconds'),
    strftime('%Y-%m-%d %H:%M:%fZ', :begin, (i * :seconds) || ' seconds')
  FROM c, n JOIN places p ON p.place = n.i % c.many`

/** What the shelves have is there before it is sold. */
const BEFORE = `UPDATE movements SET occurred_at = strftime('%Y-%m-%d %H:%M:%fZ', :begin)`

/** When the first of them was, and how many seconds each comes after the one before. */
export interface Pace {
  /** "2020-01-01" */
  readonly begin: string
  readonly seconds: number
}

const SINCE_2020: Pace = { begin: '2020-01-01', seconds: 180 }

/**
 * Writes movements past the ledger, as if the shop had sold and taken back for years.
 * @param file the database of a PocketBase
 */
export function fillHistory(file: string, rows: number, pace = SINCE_2020): void {
  const database = new DatabaseSync(file, { timeout: 60_000 })
  // Twelve indexes of a million rows do not fit into the two megabytes that are usual.
  database.exec('PRAGMA cache_size = -500000; PRAGMA synchronous = OFF')
  database.exec(PLACES)
  database.prepare(BEFORE).run({ begin: pace.begin })
  database.prepare(FILL).run({ rows, ...pace })
  database.close()
}
