import { OFFICE } from '../../labels/office.ts'
import { visitor } from '../../me.ts'
import { Select } from '../../parts/fields.tsx'
import { say } from '../../settings.ts'

/** A location, or everywhere; nothing where the shop has only one. */
export function LocationField({ value = null }: { value?: string | null }) {
  const labels = say(OFFICE)
  const places = visitor.value?.shop.locations.map(({ name }) => name) ?? []
  if (places.length < 2 && value === null) return null
  const names = Object.fromEntries([['', labels.everywhere], ...places.map((name) => [name, name])])
  return (
    <Select
      label={labels.location}
      name="location"
      values={['', ...places]}
      names={names}
      value={value ?? ''}
    />
  )
}
