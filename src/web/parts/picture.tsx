/** The photo of a product, or its first letters. */
export const Picture = ({ thumb, model }: { thumb: string | null | undefined; model: string }) =>
  thumb ? (
    <img class="picture" src={pathOf(thumb)} alt="" loading="lazy" width={56} height={56} />
  ) : (
    <span class="picture" aria-hidden="true">
      {model.slice(0, 2)}
    </span>
  )

/** Pictures come with the public address, which may be another than the one that is open. */
function pathOf(address: string): string {
  const { pathname, search } = new URL(address, location.href)
  return pathname + search
}
