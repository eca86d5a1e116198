/** A stone in the octagonal step cut, seen from above. */
export function BrandMark() {
  return (
    <svg className="brand-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <path fill="currentColor" d="M10 2h12l8 8v12l-8 8H10l-8-8V10z" />
      <path fill="var(--surface)" fillOpacity="0.28" d="M10 2h12l-3 7h-6zM2 10l8-8 3 7-4 4z" />
      <path fill="var(--ink)" fillOpacity="0.3" d="M30 22l-8 8-3-7 4-4z" />
      <path fill="var(--surface)" fillOpacity="0.9" d="M13 9h6l4 4v6l-4 4h-6l-4-4v-6z" />
    </svg>
  )
}
