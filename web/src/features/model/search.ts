export const modelViews = ['quality', 'data', 'card', 'versions'] as const
export type ModelView = (typeof modelViews)[number]

/**
 * What the address of the model page says: which version (the champion when none), and what of it.
 */
export interface ModelSearch {
  readonly version?: number
  readonly view?: ModelView
}

export function modelSearch(search: Readonly<Record<string, unknown>>): ModelSearch {
  const version = Number(search['version'])
  const view = modelViews.find((known) => known === search['view'])
  return {
    ...(Number.isInteger(version) && version > 0 ? { version } : {}),
    ...(view === undefined ? {} : { view }),
  }
}
