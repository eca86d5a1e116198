import type { LocalizedText } from 'lapidary/client'
import { useTexts } from './i18n/use-texts.tsx'
import { useFeatureViews, useProject } from './queries.ts'

export interface Names {
  column(name: string): string
  class(value: string): string
  /** Returns the name of a category of a column. */
  category(column: string, value: string): string
}

/**
 * Names for people of columns, classes and categories; what neither the project nor a feature view
 * names stays as it is.
 */
export function useNames(): Names {
  const { local } = useTexts()
  const project = useProject().data
  const views = useFeatureViews(project?.entity_field != null).data?.views ?? []
  const label = (found: { readonly label: LocalizedText } | undefined, name: string): string =>
    found === undefined ? name : local(found.label)
  const classOf = (value: string): string =>
    label(
      project?.target.classes.find((known) => known.value === value),
      value,
    )
  return {
    column: (name) =>
      label(
        (name === project?.target.name ? project.target : undefined) ??
          project?.fields.find((field) => field.name === name) ??
          views.flatMap(({ features }) => features).find((feature) => feature.name === name),
        name,
      ),
    class: classOf,
    category: (column, value) => {
      if (column === project?.target.name) return classOf(value)
      const field = project?.fields.find(({ name }) => name === column)
      return label(
        field?.categories?.find((known) => known.value === value),
        value,
      )
    },
  }
}
