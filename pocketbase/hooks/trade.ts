import { selectText } from './sql.ts'
import { isFirst } from './undone.ts'

/** Most movements of a page. */
const MOST = 20_000

// Rows without names, as in the catalogue: there may be a million.
const TRADE = `
  SELECT json_object(
    'known', json(iif({:after} = 0 OR EXISTS (
      SELECT 1 FROM movements WHERE seq = {:after} AND id = {:id}), 'true', 'false')),
    'newest', coalesce((SELECT max(seq) FROM movements), 0),
    'rows', (SELECT json_group_array(json_array(
        seq, id, variant, location, type, delta, unit_price, unit_cost, actor, first,
        unixepoch(occurred_at, 'subsec'), reversed))
      FROM (
        SELECT m.seq, m.id, m.variant, m.location, m.type, m.delta, m.unit_price, m.unit_cost, m.actor,
          ${isFirst('m')} AS first, m.occurred_at,
          iif(m.reverses = '', 0, coalesce((SELECT r.seq FROM movements r WHERE r.id = m.reverses), 0))
            AS reversed
        FROM movements m WHERE m.seq > {:after} ORDER BY m.seq LIMIT {:limit}))) AS value`

/**
 * What moved, oldest first, as far as sales and demand need it.
 * @param query.after number of the last movement that the caller knows; 0 for none
 * @param query.id its id
 * @returns JSON `{ known, newest, rows }`: whether that movement is still there, the number of the newest
 *   one, and a page of rows
 */
export const tradeJson = (
  app: CoreApp,
  { after, id, limit }: { readonly after: number; readonly id: string; readonly limit: number },
): string => selectText(app, TRADE, { after, id, limit: Math.min(limit || MOST, MOST) })
