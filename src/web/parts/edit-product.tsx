import { useState } from 'preact/hooks'
import type { ProductWire } from '../../domain/product-fields.ts'
import { act } from '../act.ts'
import type { ProductDetail } from '../answers.ts'
import { EDIT } from '../labels/edit.ts'
import { manage } from '../manage.ts'
import { say } from '../settings.ts'
import { Field, Form, Select } from './fields.tsx'
import { Sure } from './sure.tsx'

type Texts = Readonly<Record<string, string>>

/** What a product has: a name it always has, a label it may have none of, an amount, or a number of units. */
const FIELDS = {
  model: 'name',
  color: 'name',
  gender: 'name',
  category: 'label',
  supplier: 'label',
  price: 'money',
  cost: 'money',
  reorder_point: 'units',
  lead_time_days: 'units',
  pack_size: 'units',
} as const satisfies Record<Exclude<keyof ProductWire, 'active'>, string>
type FieldName = keyof typeof FIELDS
const FIELD_NAMES = Object.keys(FIELDS) as readonly FieldName[]

const isNumber = (name: FieldName) => FIELDS[name] === 'money' || FIELDS[name] === 'units'

/** A field as a form shows it. */
const shown = (product: ProductDetail, name: FieldName): string =>
  String(product[name] ?? (isNumber(name) ? 0 : ''))

/** What the API takes for what a field of the form says. To it an empty text is nothing said. */
function asked(name: FieldName, text: string): string | number {
  if (isNumber(name)) return Number(text)
  return FIELDS[name] === 'label' ? text.trim() || 'none' : text
}

/** Everything that can be changed of a product. */
export function EditProduct({ product }: { product: ProductDetail }) {
  return (
    <div class="edit">
      <Facts product={product} />
      <OtherNames product={product} />
      <OneSize product={product} />
      <Archive product={product} />
    </div>
  )
}

/** Sends only what was changed, so that what somebody else changed meanwhile stays. */
function Facts({ product }: { product: ProductDetail }) {
  const labels = say(EDIT)
  const save = async (texts: Texts) => {
    const changed = FIELD_NAMES.filter((name) => texts[name] !== shown(product, name))
    const values = changed.map((name) => [name, asked(name, texts[name] ?? '')])
    if (changed.length > 0)
      await act('PATCH /models/{sku}', { sku: product.sku, ...Object.fromEntries(values) })
  }
  return (
    <Form submit={labels.save} send={save}>
      {FIELD_NAMES.map((name) => (
        <Field key={`${name} ${product[name]}`} label={labels.fields[name]}>
          <input
            name={name}
            defaultValue={shown(product, name)}
            required={FIELDS[name] !== 'label' && shown(product, name) !== ''}
            {...INPUTS[FIELDS[name]]}
          />
        </Field>
      ))}
    </Form>
  )
}

const NUMBER = { type: 'number', min: 0 } as const
const UNITS = { ...NUMBER, inputmode: 'numeric', step: 1 } as const
const INPUTS = {
  name: { autocomplete: 'off' },
  label: { autocomplete: 'off' },
  money: { ...NUMBER, inputmode: 'decimal', step: 0.01 },
  units: UNITS,
} as const

function OtherNames({ product: { sku, aliases } }: { product: ProductDetail }) {
  const labels = say(EDIT)
  return (
    <section>
      <h3>{labels.otherNames}</h3>
      <p class="hint">{labels.otherNamesHint}</p>
      <ul class="rows">
        {aliases.map((alias) => (
          <li key={alias}>
            <span class="grow">{alias}</span>
            <Sure
              label={labels.remove}
              sure={labels.sureRemove}
              about={alias}
              run={() => manage('DELETE /models/{sku}/aliases/{alias}', { sku, alias })}
            />
          </li>
        ))}
      </ul>
      <Form
        submit={labels.add}
        send={({ alias }) => manage('POST /models/{sku}/aliases', { sku, alias })}
      >
        <Field label={labels.otherName}>
          <input name="alias" required minLength={2} maxLength={100} autocomplete="off" />
        </Field>
      </Form>
    </section>
  )
}

/** The barcode and the reorder point of a size. */
function OneSize({ product: { sku, sizes } }: { product: ProductDetail }) {
  const labels = say(EDIT)
  const names = sizes.map(({ size }) => size)
  const [chosen, choose] = useState(names[0] ?? '')
  const detail = sizes.find(({ size }) => size === chosen)
  if (!detail) return null
  const { size, barcode, reorder_point } = detail
  const save = async (texts: Texts) => {
    const code = texts.barcode?.trim() || null
    const point = Number(texts.reorder_point)
    const savePoint = () => act('PATCH /models/{sku}', { sku, size, reorder_point: point })
    if (code === barcode) await savePoint()
    else
      await act('POST /models/{sku}/barcode', { sku, size, barcode: code }, () => {
        if (point !== reorder_point) void savePoint()
      })
  }
  return (
    <section>
      <h3>{labels.oneSize}</h3>
      <Form submit={labels.saveSize} send={save}>
        <Select
          label={labels.size}
          name="size"
          values={names}
          names={Object.fromEntries(names.map((name) => [name, name]))}
          value={size}
          choose={choose}
        />
        <Field key={`barcode ${size} ${barcode}`} label={labels.barcode}>
          <input name="barcode" autocomplete="off" defaultValue={barcode ?? ''} />
        </Field>
        <Field key={`reorder point ${size} ${reorder_point}`} label={labels.sizeReorderPoint}>
          <input name="reorder_point" defaultValue={reorder_point} required {...UNITS} />
        </Field>
      </Form>
    </section>
  )
}

function Archive({ product: { sku, active } }: { product: ProductDetail }) {
  const labels = say(EDIT)
  return (
    <Sure
      label={active ? labels.archive : labels.bringBack}
      sure={active ? labels.sureArchive : labels.sureBringBack}
      run={() => act('PATCH /models/{sku}', { sku, active: !active })}
    />
  )
}
