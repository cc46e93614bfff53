/**
 * Compares every balance with the sum of its movements, in the database and in a backup of it. A size
 * that was never counted stands on one empty shelf, as in every list. One statement, so that movements and balances are consistent. It sums over a union: for a full join,
 * SQLite would compare every shelf with every other.
 */
export const DRIFT_SQL = `
  SELECT json_object(
    'shelves', (SELECT count(*) FROM inventory) + (SELECT count(*) FROM variants v
      WHERE NOT EXISTS (SELECT 1 FROM inventory i WHERE i.variant = v.id)),
    'movements', (SELECT count(*) FROM movements),
    'missing', (SELECT coalesce(max(seq), 0) - count(*) FROM movements),
    'rows', (SELECT json_group_array(json_object(
        'variant', variant, 'location', location, 'quantity', quantity, 'reserved', reserved,
        'ledger_quantity', ledger_quantity, 'ledger_reserved', ledger_reserved))
      FROM (
        SELECT variant, location, sum(quantity) AS quantity, sum(reserved) AS reserved,
          sum(ledger_quantity) AS ledger_quantity, sum(ledger_reserved) AS ledger_reserved
        FROM (
          SELECT variant, location, quantity, reserved, 0 AS ledger_quantity, 0 AS ledger_reserved
          FROM inventory
          UNION ALL
          SELECT variant, location, 0, 0, sum(delta), sum(reserved_delta)
          FROM movements GROUP BY variant, location)
        GROUP BY variant, location
        HAVING sum(quantity) != sum(ledger_quantity) OR sum(reserved) != sum(ledger_reserved)))
  ) AS value`
