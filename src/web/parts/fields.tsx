import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { OFFICE } from '../labels/office.ts'
import { say } from '../settings.ts'
import { copyText, shareText } from '../share.ts'

interface FieldProps {
  readonly label: string
  readonly children: ComponentChildren
}

/** A field of a form with its label above. */
export const Field = ({ label, children }: FieldProps) => (
  // biome-ignore lint/a11y/noLabelWithoutControl: the field is within
  <label class="field">
    <span>{label}</span>
    {children}
  </label>
)

interface SelectProps<T extends string> {
  readonly label: string
  readonly name: string
  readonly values: readonly T[]
  readonly names: Readonly<Record<NoInfer<T>, string>>
  readonly value?: NoInfer<T>
  readonly choose?: (value: NoInfer<T>) => void
}

/** A field that takes one of a few values. Without `choose` it begins with the value and is read with its form. */
export const Select = <T extends string>({
  label,
  name,
  values,
  names,
  value,
  choose,
}: SelectProps<T>) => (
  <Field label={label}>
    <select
      name={name}
      value={choose && value}
      onChange={choose && (({ currentTarget }) => choose(currentTarget.value as T))}
    >
      {values.map((one) => (
        <option key={one} value={one} selected={!choose && one === value}>
          {names[one]}
        </option>
      ))}
    </select>
  </Field>
)

interface FormProps {
  readonly submit: string
  readonly children: ComponentChildren
  /** @param texts what its fields say @returns whether it was done, so that the form is emptied */
  send(texts: Readonly<Record<string, string>>, data: FormData): Promise<unknown>
}

/** A form that is sent once a press. */
export function Form({ submit, children, send }: FormProps) {
  const [isBusy, setBusy] = useState(false)
  const onSubmit = async (event: SubmitEvent) => {
    event.preventDefault()
    const form = event.currentTarget as HTMLFormElement
    const data = new FormData(form)
    const texts = [...data].filter((pair): pair is [string, string] => typeof pair[1] === 'string')
    setBusy(true)
    try {
      if (await send(Object.fromEntries(texts), data)) form.reset()
    } finally {
      setBusy(false)
    }
  }
  return (
    <form class="form" onSubmit={onSubmit}>
      {children}
      <button type="submit" disabled={isBusy}>
        {submit}
      </button>
    </form>
  )
}

/** Something that is shown once: a link, a key, a secret. */
export function Once({ text }: { text: string }) {
  const labels = say(OFFICE)
  return (
    <div class="once" role="status">
      <p>{labels.shownOnce}</p>
      <output>{text}</output>
      <div class="buttons">
        <button type="button" class="quiet" onClick={() => copyText(text, labels.copied)}>
          {labels.copy}
        </button>
        <button
          type="button"
          class="quiet"
          onClick={() => shareText(document.title, text, labels.copied)}
        >
          {labels.share}
        </button>
      </div>
    </div>
  )
}
