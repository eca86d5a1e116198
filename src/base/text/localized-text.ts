/** The languages of texts for people. English is the first and the fallback. */
export const languages = ['en', 'pt-BR'] as const
export type Language = (typeof languages)[number]

/** One text in every language. */
export type LocalizedText = { readonly [L in Language]: string }

export function isLocalizedText(value: unknown): value is LocalizedText {
  return (
    typeof value === 'object' &&
    value !== null &&
    languages.every((language) => Object.hasOwn(value, language))
  )
}
/** The names of the `{name}` places of a template. */
export type PlaceIn<Template extends string> = Template extends `${string}{${infer Place}}${infer Rest}`
  ? Place | PlaceIn<Rest>
  : never

/**
 * Replaces each `{name}` of a template by its value.
 *
 * @throws TypeError if a value is missing
 */
export function fillTemplate(template: string, values: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)\}/g, (place, name: string) => {
    if (!(name in values)) throw new TypeError(`No value for ${place} in: ${template}`)
    return String(values[name])
  })
}

/**
 * Returns the best supported language for an `Accept-Language` header (RFC 9110, 12.5.4), highest
 * quality first. `pt` of any region is Brazilian Portuguese; an unsupported language is English.
 */
export function negotiateLanguage(acceptLanguage: string | undefined): Language {
  const wanted = (acceptLanguage ?? '')
    .slice(0, 256)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.trim().toLowerCase().split(';')
      const quality = parameters.map((p) => /^\s*q=([\d.]+)$/.exec(p)?.[1]).find((q) => q !== undefined)
      return { tag: tag.trim(), quality: quality === undefined ? 1 : Number(quality) }
    })
    .filter(({ tag, quality }) => tag !== '' && quality > 0)
    .sort((a, b) => b.quality - a.quality)
  for (const { tag } of wanted) {
    if (tag === 'pt' || tag.startsWith('pt-')) return 'pt-BR'
    if (tag === 'en' || tag.startsWith('en-') || tag === '*') return 'en'
  }
  return 'en'
}
