import { useState } from 'preact/hooks'
import { act } from '../act.ts'
import type { ProductDetail } from '../answers.ts'
import { useGet, useLast } from '../api.ts'
import { money, number } from '../format.ts'
import { PRODUCT } from '../labels/product.ts'
import { may } from '../me.ts'
import { Later } from '../parts/later.tsx'
import { Moves } from '../parts/moves.tsx'
import { Picture } from '../parts/picture.tsx'
import { Missing } from '../parts/states.tsx'
import { route } from '../route.ts'
import { say } from '../settings.ts'

/** All about one product: what there is of each size, its history, and what can be changed of it. */
export function Product({ sku }: { sku: string }) {
  const labels = say(PRODUCT)
  const entry = useGet('/models/{sku}', { sku })
  const product = entry.answer
  if (!product) return <Missing entry={entry} notFound={labels.notFound} />
  const { model, color, gender, price, cost, thumb, available, active } = product
  return (
    <>
      <header class="product">
        <Picture thumb={thumb} model={model} />
        <div class="grow">
          <h1>{model}</h1>
          <p>
            {color} · {gender}
          </p>
          <p>
            {price !== null && <b>{money(price)}</b>}
            {cost !== null && ` · ${labels.cost} ${money(cost)}`}
          </p>
        </div>
        <p class="total">
          <b>{number(available)}</b>
          <small>{labels.available}</small>
        </p>
      </header>
      {!active && <p class="hint">{labels.archived}</p>}
      <div class="columns">
        <section>
          <h2>{labels.sizes}</h2>
          <Sizes product={product} />
        </section>
        <section>
          <Later
            load={() => import('../parts/product-plots.tsx')}
            show={({ ProductPlots }) => <ProductPlots sku={product.sku} />}
          />
        </section>
        <section>
          <h2>{labels.history}</h2>
          <History key={product.sku} sku={product.sku} />
        </section>
        <section>
          <h2>{labels.details}</h2>
          <Details product={product} />
          {may('updateProduct') && <Edit product={product} />}
        </section>
      </div>
    </>
  )
}

/** What there is of each size at each place, with a press for what happens most. */
function Sizes({ product: { sku, sizes } }: { product: ProductDetail }) {
  const labels = say(PRODUCT)
  const scanned = route.value.query.get('size')
  const hasPlaces = sizes.some(({ levels }) => levels.length > 1)
  const press = (operation: 'POST /inventory/sale' | 'POST /inventory/add_stock', line: object) =>
    // Each press is meant; only its own retries are the same.
    act(operation, { sku, quantity: 1, repeat: true, ...line })
  return (
    <ul class="rows shelves">
      {sizes.flatMap(({ size, reorder_point, levels }) =>
        levels.map(({ location, available, reserved, on_order }) => (
          <li key={`${size} ${location}`} aria-current={size === scanned || undefined}>
            <b class="size">{size}</b>
            <span class={available > 0 ? 'units' : 'units none'}>{number(available)}</span>
            <small class="grow">
              {[
                hasPlaces && location,
                reserved > 0 && labels.reserved(reserved),
                on_order > 0 && labels.onOrder(on_order),
                reorder_point > 0 && labels.orderAt(reorder_point),
              ]
                .filter(Boolean)
                .join(' · ')}
            </small>
            {may('registerSale') && (
              <button
                type="button"
                class="quiet"
                disabled={available === 0}
                aria-label={`${labels.sold} −1, ${labels.size} ${size}`}
                onClick={() => press('POST /inventory/sale', { size, location })}
              >
                <small>{labels.sold}</small> −1
              </button>
            )}
            {may('addStock') && (
              <button
                type="button"
                class="quiet"
                aria-label={`${labels.received} +1, ${labels.size} ${size}`}
                onClick={() => press('POST /inventory/add_stock', { size, location })}
              >
                <small>{labels.received}</small> +1
              </button>
            )}
          </li>
        )),
      )}
    </ul>
  )
}

const PAGE = 10
/** Movements that the API lists at once. */
const MOST = 200

function History({ sku }: { sku: string }) {
  const labels = say(PRODUCT)
  const [limit, setLimit] = useState(PAGE)
  const entry = useGet('/movements', { sku, limit })
  const page = useLast(entry)
  if (!page || entry.refused) return <Missing entry={entry} />
  if (page.items.length === 0) return <p class="hint">{labels.noHistory}</p>
  return (
    <>
      <Moves items={page.items} isOfProduct />
      {page.total > page.items.length && limit < MOST && (
        <button
          type="button"
          class="quiet wide"
          onClick={() => setLimit(Math.min(MOST, limit * 4))}
        >
          {labels.more}
        </button>
      )}
    </>
  )
}

function Details({ product }: { product: ProductDetail }) {
  const labels = say(PRODUCT)
  const { sku, aliases, category, supplier, reorder_point } = product
  const facts = [
    [labels.code, sku],
    [labels.otherNames, aliases.join(', ')],
    [labels.category, category],
    [labels.supplier, supplier],
    [labels.reorderPoint, reorder_point > 0 ? number(reorder_point) : ''],
  ]
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value || labels.none}</dd>
        </div>
      ))}
    </dl>
  )
}

function Edit({ product }: { product: ProductDetail }) {
  const [isOpen, setOpen] = useState(false)
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{say(PRODUCT).edit}</summary>
      {isOpen && (
        <Later
          load={() => import('../parts/edit-product.tsx')}
          show={({ EditProduct }) => <EditProduct product={product} />}
        />
      )}
    </details>
  )
}
