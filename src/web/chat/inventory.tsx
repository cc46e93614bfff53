import { AsTable } from './as-table.tsx'
import { Card, Cards, nameOf, Sizes } from './cards.tsx'
import { type Inventory, inventoryCards } from './inventory-cards.ts'
import { money, number, words } from './words.ts'

/** What is on the shelves: a card a product, and one more for each further place. */
export function InventoryPicture({ answer: { items, total } }: { answer: Inventory }) {
  const w = words.value
  const cards = inventoryCards(items)
  const hasPlaces = new Set(items.map(({ location }) => location)).size > 1
  return (
    <>
      <Cards>
        {cards.map((card) => (
          <Card
            key={`${card.sku} ${card.location}`}
            product={card}
            thumb={card.thumb}
            note={card.price !== null && money(card.price)}
          >
            <p>
              <b class="large">{number(card.available)}</b> {w.available.toLowerCase()}
              {hasPlaces && ` · ${card.location}`}
            </p>
            {card.reserved + card.onOrder > 0 && (
              <p class="quiet">
                {[
                  card.reserved > 0 && `${w.reserved} ${number(card.reserved)}`,
                  card.onOrder > 0 && `${w.onOrder} ${number(card.onOrder)}`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </p>
            )}
            <Sizes
              label={w.sizes}
              sizes={card.sizes.map(({ size, available }) => ({ size, units: available }))}
            />
          </Card>
        ))}
      </Cards>
      {items.length < total && <p class="quiet">{w.someOf(items.length, total)}</p>}
      <AsTable
        title={w.titles.inventory}
        columns={[w.product, w.size, w.location, w.onHand, w.reserved, w.available, w.onOrder]}
        rows={items.map((shelf) => [
          nameOf(shelf),
          ...[shelf.size, shelf.location],
          ...[shelf.quantity, shelf.reserved, shelf.available, shelf.on_order],
        ])}
      />
    </>
  )
}
