import { useState } from 'preact/hooks'
import type { Model } from '../../answers.ts'
import { useGet } from '../../api.ts'
import { MORE } from '../../labels/more.ts'
import { OFFICE } from '../../labels/office.ts'
import { manage, upload } from '../../manage.ts'
import { may } from '../../me.ts'
import { Choices } from '../../parts/choices.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Picture } from '../../parts/picture.tsx'
import { Missing } from '../../parts/states.tsx'
import { Sure } from '../../parts/sure.tsx'
import { linkToProduct } from '../../route.ts'
import { say } from '../../settings.ts'

/** Products that the API lists at once. */
const MOST = 200

/** Products with and without a photo, and a way to take one. */
export function Photos() {
  const labels = say(OFFICE)
  const [shown, show] = useState<'without' | 'with'>('without')
  const [words, setWords] = useState('')
  const entry = useGet('/models', { model: words, limit: MOST })
  const { answer } = entry
  const items = answer?.items.filter(({ thumb }) => (thumb !== null) === (shown === 'with'))
  return (
    <>
      <Choices
        isClear
        name={say(MORE).sections.photos}
        values={['without', 'with']}
        names={{ without: labels.withoutPhoto, with: labels.withPhoto }}
        value={shown}
        choose={show}
      />
      <input
        type="search"
        aria-label={labels.product}
        placeholder={labels.product}
        onChange={({ currentTarget }) => setWords(currentTarget.value.trim())}
      />
      {items ? (
        <>
          {items.length === 0 && (
            <p class="hint">{shown === 'with' ? labels.none : labels.allHavePhotos}</p>
          )}
          <ul class="rows">
            {items.map((product) => (
              <PhotoRow key={product.sku} product={product} />
            ))}
          </ul>
        </>
      ) : (
        <Missing entry={entry} />
      )}
    </>
  )
}

function PhotoRow({ product: { sku = '', model, color, thumb } }: { product: Model }) {
  const labels = say(OFFICE)
  const [isBusy, setBusy] = useState(false)
  const name = `${model} ${color}`
  const take = async (input: HTMLInputElement) => {
    const [file] = input.files ?? []
    input.value = ''
    if (!file) return
    setBusy(true)
    await upload('POST /models/{sku}/photo', { sku }, file)
    setBusy(false)
  }
  return (
    <li>
      <Picture thumb={thumb} model={model} />
      <a class="grow" href={linkToProduct(sku)}>
        {name}
      </a>
      {may('setPhoto') && (
        <label class={`button quiet ${isBusy ? 'busy' : ''}`}>
          <Icon name="camera" />
          <input
            class="unseen"
            type="file"
            accept="image/jpeg,image/png,image/webp"
            disabled={isBusy}
            aria-label={`${thumb ? labels.otherPhoto : labels.addPhoto}: ${name}`}
            onChange={({ currentTarget }) => take(currentTarget)}
          />
        </label>
      )}
      {thumb && may('removePhoto') && (
        <Sure
          label={labels.removePhoto}
          sure={labels.sure}
          about={name}
          run={() => manage('DELETE /models/{sku}/photo', { sku })}
        />
      )}
    </li>
  )
}
