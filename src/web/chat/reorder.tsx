import type { z } from 'zod'
import type { ReorderView } from '../../features/demand/reorder-operations.ts'
import { AsTable } from './as-table.tsx'
import { Card, Cards, nameOf, Sizes } from './cards.tsx'
import { money, number, words } from './words.ts'

type Reorder = z.output<typeof ReorderView>
type Item = Reorder['items'][number]

/** What to order: a card a product, with how many of which sizes and how long what is there lasts. */
export function ReorderPicture({ answer: { items, total } }: { answer: Reorder }) {
  const w = words.value
  return (
    <>
      {total === 0 && <p>{w.nothingToOrder}</p>}
      <Cards>
        {items.map((item) => (
          <ReorderCard key={item.sku} item={item} />
        ))}
      </Cards>
      {items.length < total && <p class="quiet">{w.someOf(items.length, total)}</p>}
      <AsTable
        title={w.titles.reorder}
        columns={[w.product, w.order, w.orderSizes, w.available, w.onOrder, w.perWeek, w.lasts]}
        rows={items.map((item) => [
          nameOf(item),
          item.suggested,
          suggestedSizes(item)
            .map(({ size, units }) => `${size}: ${units}`)
            .join(', '),
          ...[item.available, item.on_order, paceOf(item), coverOf(item) ?? w.unknown],
        ])}
      />
    </>
  )
}

function ReorderCard({ item }: { item: Item }) {
  const w = words.value
  const cover = coverOf(item)
  const facts = [
    { name: w.available, value: number(item.available) },
    ...(item.on_order > 0 ? [{ name: w.onOrder, value: number(item.on_order) }] : []),
    { name: w.perWeek, value: paceOf(item) },
    ...(cover === null ? [] : [{ name: w.lasts, value: cover }]),
  ]
  const reasons = item.reasons.map((reason) => w.reasons[reason]).filter(Boolean)
  return (
    <Card product={item} thumb={item.thumb} note={item.supplier}>
      {item.severity && <p class={`badge ${item.severity}`}>{w.severity[item.severity]}</p>}
      {reasons.length > 0 && <p class="quiet">{reasons.join(' · ')}</p>}
      {item.suggested > 0 && (
        <>
          <p>
            {w.order} <b class="large">{number(item.suggested)}</b>
            {item.cost != null && ` · ${money(item.cost)}`}
          </p>
          <Sizes label={w.orderSizes} sizes={suggestedSizes(item)} />
        </>
      )}
      <dl>
        {facts.map(({ name, value }) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}

const suggestedSizes = ({ sizes }: Item) =>
  sizes
    .filter(({ suggested }) => suggested > 0)
    .map(({ size, suggested }) => ({ size, units: suggested }))

/** How fast it sells, and that it is a guess where it is one. */
function paceOf({ per_week: pace, confidence }: Item): string {
  const w = words.value
  if (pace === null) return w.unknown
  const note = confidence && w.confidence[confidence]
  return note ? `${number(pace)} (${note})` : number(pace)
}

/** Days that are easier to grasp as weeks. */
const LONG = 60

/** For how long what is available is enough; null where that is not foretold. */
function coverOf({ days_of_cover: days }: Item): string | null {
  const w = words.value
  if (days === null) return null
  return days < LONG ? w.days(number(Math.round(days))) : w.weeks(number(Math.round(days / 7)))
}
